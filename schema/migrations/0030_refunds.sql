ALTER TABLE "sms_credits" ADD COLUMN "refunded" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "checks_by_site" ON "checks" USING btree (reverse(rtrim(substring(lower("settings"::text)
    from '"(?:url|host)": "(?:[a-z0-9+.-]+:)?(?://)?(?:[^/"@?#]*@)?(\[[^]"]*\]|[^/:"?#]+)'), '.')) collate "C") WHERE not "checks"."paused";--> statement-breakpoint
ALTER TABLE "sms_credits" ADD CONSTRAINT "sms_credits_refunded" CHECK ("sms_credits"."refunded" between 0 and "sms_credits"."credits");
--> statement-breakpoint
COMMENT ON INDEX "checks_by_site" IS 'Checks that reach a site, by the host at which they begin: from its end.';
