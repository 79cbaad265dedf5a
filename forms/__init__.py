"""What is filled in: forms as data, drafts, and the documents made of them."""
