DROP INDEX "incidents_one_open_of_location";--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_one_open_of_location" ON "incidents" USING btree ("workspace","location","incident_group") WHERE "incidents"."resolved_at" is null and "incidents"."check_id" is null and "incidents"."incident_group" <> 'host';--> statement-breakpoint
COMMENT ON INDEX "incidents_one_open_of_location" IS 'A location has one open incident per group and workspace; a host has one per finding.';
