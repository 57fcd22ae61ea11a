ALTER TABLE email_messages ADD COLUMN untracked_urls JSON NULL;
