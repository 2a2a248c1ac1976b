CREATE TABLE "invitations" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"role" text NOT NULL,
	"email" text,
	"hash" text NOT NULL,
	"invited_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "invitations_id_own" CHECK (split_part("invitations"."id", '_', 1) = 'inv' and split_part("invitations"."id", '_', 2) = "invitations"."workspace"),
	CONSTRAINT "invitations_role_known" CHECK ("invitations"."role" in ('viewer', 'member', 'admin', 'owner')),
	CONSTRAINT "invitations_hash_present" CHECK (length("invitations"."hash") >= 32)
);
--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_by_hash" ON "invitations" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "invitations_by_workspace" ON "invitations" USING btree ("workspace","created_at");--> statement-breakpoint
COMMENT ON INDEX "invitations_by_hash" IS 'The invitation under a link.';--> statement-breakpoint
COMMENT ON INDEX "invitations_by_workspace" IS 'The list of a workspace''s invitations.';
