"""What is made from the finished site: the list of its files, the licences, and the archives of a release."""
