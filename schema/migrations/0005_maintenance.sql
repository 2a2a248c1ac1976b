ALTER TABLE "maintenance" ADD COLUMN "tags" text[];--> statement-breakpoint
ALTER TABLE "maintenance" ADD COLUMN "repeat" jsonb;--> statement-breakpoint
ALTER TABLE "maintenance" ADD COLUMN "ended_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "maintenance" ADD CONSTRAINT "maintenance_repeat_object" CHECK (jsonb_typeof("maintenance"."repeat") = 'object');