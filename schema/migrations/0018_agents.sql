CREATE TABLE "agents" (
	"v" smallint NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"network" text NOT NULL,
	"site" text,
	"role" text NOT NULL,
	"key_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"last_seen_at" timestamp (3) with time zone,
	"program" text,
	"capabilities" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "agents_id_own" CHECK (split_part("agents"."id", '_', 1) = 'agt' and split_part("agents"."id", '_', 2) = "agents"."workspace"),
	CONSTRAINT "agents_version_positive" CHECK ("agents"."version" >= 1),
	CONSTRAINT "agents_role_known" CHECK ("agents"."role" in ('voter', 'witness')),
	CONSTRAINT "agents_hash_present" CHECK (length("agents"."key_hash") >= 32),
	CONSTRAINT "agents_capabilities_list" CHECK (jsonb_typeof("agents"."capabilities") = 'array')
);
--> statement-breakpoint
ALTER TABLE "agents" ADD CONSTRAINT "agents_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "agents_by_hash" ON "agents" USING btree ("key_hash");--> statement-breakpoint
CREATE INDEX "agents_by_workspace" ON "agents" USING btree ("workspace","created_at");--> statement-breakpoint
COMMENT ON INDEX "agents_by_hash" IS 'The agent of a key.';--> statement-breakpoint
COMMENT ON INDEX "agents_by_workspace" IS 'All agents of a workspace.';
