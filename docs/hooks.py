"""What MkDocs calls while it builds: pages filled in from the data, and pages that are made from it."""

import base64
import hashlib
from fnmatch import fnmatch
from pathlib import Path

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from calculator import wording
from docs import form_pages, templates, terms, written
from docs.library import library, search_words
from docs.site_pages import made_pages, ready_reckoners

HERE = Path(__file__).parent
# In the themes' folders but of no use here: languages of search other than English, source maps, our templates.
UNUSED = ("*.map", "assets/javascripts/lunr/*", "assets/stylesheets/*", "assets/images/*", "pages/*", "sitemap.xml")

_filled: dict[str, str] = {}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the data afresh for each build; with no known address there can be no list of addresses."""
    for remembered in (library, templates.environment, terms.spellings, form_pages.forms):
        remembered.cache_clear()
    for section in config.nav or []:
        if isinstance(section, dict) and "Forms" in section:
            section["Forms"] = form_pages.form_nav()
    if not config.site_url:
        config.theme.static_templates.discard("sitemap.xml")
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Fill in the written pages, add those made from data, and drop what the theme brings but no page uses."""
    for file in [file for file in files if _is_unused(file)]:
        files.remove(file)
    pages = written.read_pages(library())
    _filled.clear()
    _filled.update({path: page.markdown for path, page in pages.items()})
    script = templates.environment().get_template("search-words.js.j2").render(words=search_words())
    files.append(File.generated(config, "assets/search-words.js", content=script))
    for path, content in (*made_pages(library(), pages, config.nav or []), *ready_reckoners(library())):
        files.append(File.generated(config, path, content=content))
    for path, content in form_pages.form_pages(library()):
        files.append(File.generated(config, path, content=content))
    for path, made in form_pages.form_files():
        files.append(File.generated(config, path, content=made))
    return files


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:  # noqa: ARG001
    """Let the theme's templates see the rulebook: the strip on every page names the area's own number."""
    env.globals["rulebook"] = library().rulebook
    env.filters["day"] = wording.day
    env.filters["style_hash"] = _style_hash
    return env


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Hand over a written page as it was filled in."""
    return _filled.get(page.file.src_uri, markdown)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Complete the side-by-side lists and explain the terms."""
    return written.finish(html, page.meta, "../" * page.file.src_uri.count("/"))


def _style_hash(element: str) -> str:
    """Return a `<style>` element's content as a source of the content security policy."""
    content = element.partition(">")[2].rpartition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _is_unused(file: File) -> bool:
    from_theme = file.src_dir is not None and Path(file.src_dir) != HERE
    return from_theme and any(fnmatch(file.src_uri, pattern) for pattern in UNUSED)
