ALTER TABLE plausible_daily_totals
  ADD COLUMN reason VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'none';
--> statement-breakpoint
ALTER TABLE plausible_daily_totals DROP PRIMARY KEY, ADD PRIMARY KEY (day, status, reason);
