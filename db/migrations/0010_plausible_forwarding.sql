CREATE TABLE IF NOT EXISTS worker_leases (
  name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  owner VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  leased_until DATETIME(6) NULL,
  last_run_at DATETIME(6) NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS plausible_daily_totals (
  day DATE NOT NULL,
  status ENUM('sent', 'dropped', 'failed', 'expired', 'skipped') NOT NULL,
  events INT UNSIGNED NOT NULL DEFAULT 0,
  last_at DATETIME(6) NOT NULL,
  last_detail VARCHAR(500) NULL,
  PRIMARY KEY (day, status)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
