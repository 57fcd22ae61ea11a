ALTER TABLE audit_log ADD KEY audit_log_actor (actor_name, id);
--> statement-breakpoint
ALTER TABLE audit_log ADD KEY audit_log_action (action, id);
--> statement-breakpoint
ALTER TABLE audit_log ADD KEY audit_log_subject (target_id, id);
--> statement-breakpoint
ALTER TABLE audit_log ADD KEY audit_log_time (occurred_at);
