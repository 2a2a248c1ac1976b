ALTER TABLE "page_subscribers" DROP CONSTRAINT "page_subscribers_kind_known";--> statement-breakpoint
ALTER TABLE "page_subscribers" ADD COLUMN "tries" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "page_subscribers" ADD CONSTRAINT "page_subscribers_kind_known" CHECK ("page_subscribers"."kind" in ('mail', 'webhook', 'sms'));