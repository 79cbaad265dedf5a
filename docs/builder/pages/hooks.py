"""What MkDocs calls while it builds: pages filled in from the data, and pages that are made from it."""

import base64
import functools
import hashlib
from collections.abc import Callable, Mapping
from fnmatch import fnmatch
from pathlib import Path

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from calculator import wording
from calculator.builder.edition import Edition
from calculator.extra.user_error import UserError
from calculator.model import Partnership
from docs.builder import DOCS
from docs.builder.pages import blocks, form_pages, look, menu, templates, written
from docs.builder.pages.library import Library, load_library, search_words
from docs.builder.pages.site_pages import made_pages, ready_reckoners

# In the themes' folders but of no use here: languages of search other than English, source maps, our templates.
UNUSED = ("*.map", "assets/javascripts/lunr/*", "assets/stylesheets/*", "assets/images/*", "pages/*", "sitemap.xml")

LIBRARY, PAGES = "library", "written_pages"
"""Where one step of a build leaves for the next, among MkDocs' extra settings, what pages know and those written."""


def _in_words[**P, T](hook: Callable[P, T]) -> Callable[P, T]:
    """Let a mistake in the data end the build with its message, and the line that it speaks of."""

    @functools.wraps(hook)
    def in_words(*arguments: P.args, **more: P.kwargs) -> T:
        try:
            return hook(*arguments, **more)
        except UserError as error:
            raise PluginError(str(error)) from None

    return in_words


@_in_words
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the data for this build; with no known address there can be no list of addresses."""
    known = config.extra[LIBRARY] = load_library(Edition.of_environment())
    config.mdx_configs[blocks.__name__] = blocks.block_settings(known.rulebook.areas)
    menu.with_forms(config.nav or [], form_pages.form_nav(known))
    menu.with_areas(config.nav or [], [area.id for area in known.compared])
    if known.one_area:
        _for_one_area(known.rulebook.areas[0], config)
    if not config.site_url:
        config.theme.static_templates.discard("sitemap.xml")
    return config


def _for_one_area(area: Partnership, config: MkDocsConfig) -> None:
    """Give the guide of one partnership its own name, look and menu."""
    words = config.extra["one_area"]
    config.site_name = area.guide.title or words["name"].format(area=area.name)
    config.site_description = words["description"].format(area=area.name)
    config.nav = menu.for_one_area(config.nav or [], area.name, f"partnerships/{area.id}.md")
    if look.own_colours(area):
        config.extra_css.append(look.COLOURS)
    if area.guide.logo:
        config.theme["logo"] = look.logo_address(area)


@_in_words
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Fill in the written pages, add those made from data, and drop what the theme brings but no page uses."""
    known = config.extra[LIBRARY]
    pages = config.extra[PAGES] = written.read_pages(known)
    gone = written.left_out(known, pages)
    for file in [file for file in files if _is_unused(file) or file.src_uri in gone]:
        files.remove(file)
    own = [pages[path] for path in written.own_pages(known) if not files.get_file_from_path(path)]
    config.nav = menu.without(menu.with_own_pages(config.nav or [], own), gone)
    made: list[tuple[str, str | bytes]] = [
        (
            "assets/search-words.js",
            templates.environment(known).get_template("search-words.js.j2").render(words=search_words()),
        ),
        *((("assets/areas.js", templates.areas_script(known)),) if known.others else ()),
        *((page.path, page.file.read_text(encoding="utf-8")) for page in own),
        *made_pages(known, pages, config.nav or []),
        *ready_reckoners(known),
        *form_pages.form_pages(known),
        *form_pages.form_files(known),
        *(look.own_files(known) if known.one_area else ()),
    ]
    for path, content in made:
        files.append(File.generated(config, path, content=content))
    return files


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:  # noqa: ARG001
    """Let the theme's templates see the rulebook: the strip on every page names the area's own number."""
    known = config.extra[LIBRARY]
    env.globals["rulebook"] = known.rulebook
    env.globals["compared"] = known.compared
    env.globals["alone"] = templates.only_area(known)
    env.globals["areas_page"] = templates.areas_page(known)
    env.filters["day"] = wording.day
    env.filters["style_hash"] = _style_hash
    return env


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Hand over a written page as it was filled in."""
    pages: Mapping[str, written.Written] = config.extra[PAGES]
    filled = pages.get(page.file.src_uri)
    if not filled:
        return markdown
    page.meta["description"] = filled.meta.get("description")
    return filled.markdown


@_in_words
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Complete the side-by-side lists and explain the terms."""
    known: Library = config.extra[LIBRARY]
    return written.finish(html, page.meta, "../" * page.file.src_uri.count("/"), known)


def _style_hash(element: str) -> str:
    """Return a `<style>` element's content as a source of the content security policy."""
    content = element.partition(">")[2].rpartition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _is_unused(file: File) -> bool:
    from_theme = file.src_dir is not None and Path(file.src_dir) != DOCS
    return from_theme and any(fnmatch(file.src_uri, pattern) for pattern in UNUSED)
