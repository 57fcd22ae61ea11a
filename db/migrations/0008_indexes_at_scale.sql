ALTER TABLE email_tracking_events DROP KEY email_tracking_events_tracking;
--> statement-breakpoint
ALTER TABLE tickets ADD KEY tickets_status_assignee (status, assignee_id);
