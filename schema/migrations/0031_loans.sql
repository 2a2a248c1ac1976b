CREATE TABLE "loan_days" (
	"workspace" text NOT NULL,
	"loan" text NOT NULL,
	"day" date NOT NULL,
	"used" integer NOT NULL,
	CONSTRAINT "loan_days_key" PRIMARY KEY("loan","day"),
	CONSTRAINT "loan_days_used_positive" CHECK ("loan_days"."used" >= 1)
);
--> statement-breakpoint
CREATE TABLE "loan_nonces" (
	"workspace" text NOT NULL,
	"loan" text NOT NULL,
	"nonce" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "loan_nonces_key" PRIMARY KEY("loan","nonce")
);
--> statement-breakpoint
CREATE TABLE "loans" (
	"v" smallint NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"locations" jsonb NOT NULL,
	"per_day" integer NOT NULL,
	"secret" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "loans_id_own" CHECK (split_part("loans"."id", '_', 1) = 'lon' and split_part("loans"."id", '_', 2) = "loans"."workspace"),
	CONSTRAINT "loans_version_positive" CHECK ("loans"."version" >= 1),
	CONSTRAINT "loans_locations_list" CHECK (jsonb_typeof("loans"."locations") = 'array'),
	CONSTRAINT "loans_per_day_known" CHECK ("loans"."per_day" between 1 and 100000),
	CONSTRAINT "loans_secret_sealed" CHECK ("loans"."secret" like 'sealed:%')
);
--> statement-breakpoint
ALTER TABLE "loan_days" ADD CONSTRAINT "loan_days_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "loan_days" ADD CONSTRAINT "loan_days_loan" FOREIGN KEY ("loan") REFERENCES "public"."loans"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "loan_nonces" ADD CONSTRAINT "loan_nonces_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "loan_nonces" ADD CONSTRAINT "loan_nonces_loan" FOREIGN KEY ("loan") REFERENCES "public"."loans"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "loans" ADD CONSTRAINT "loans_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "loan_nonces_by_time" ON "loan_nonces" USING btree ("loan","at");--> statement-breakpoint
CREATE INDEX "loans_by_workspace" ON "loans" USING btree ("workspace","created_at");--> statement-breakpoint
COMMENT ON INDEX "loans_by_workspace" IS 'All loans of a workspace, in the order they were made.';--> statement-breakpoint
COMMENT ON INDEX "loan_nonces_by_time" IS 'Requests of a loan that are old are dropped with its next one.';
