-- The schema after all migrations. Written by a test (UPDATE=1), reviewed, never run.

CREATE TABLE account (
  id text NOT NULL,
  account_id text NOT NULL,
  provider_id text NOT NULL,
  user_id text NOT NULL,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp(3) with time zone,
  refresh_token_expires_at timestamp(3) with time zone,
  scope text,
  password text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT account_pkey PRIMARY KEY (id),
  CONSTRAINT account_user_id_user_id_fk FOREIGN KEY (user_id) REFERENCES "user"(id) ON DELETE CASCADE
);
CREATE INDEX account_by_user ON public.account USING btree (user_id); -- Ways a person can sign in.

CREATE TABLE agents (
  v smallint NOT NULL,
  id text NOT NULL,
  workspace text NOT NULL,
  version integer NOT NULL,
  name text NOT NULL,
  network text NOT NULL,
  site text,
  role text NOT NULL,
  key_hash text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  revoked_at timestamp(3) with time zone,
  last_seen_at timestamp(3) with time zone,
  program text,
  capabilities jsonb NOT NULL DEFAULT '[]'::jsonb,
  built_in boolean NOT NULL DEFAULT false,
  CONSTRAINT agents_pkey PRIMARY KEY (id),
  CONSTRAINT agents_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT agents_capabilities_list CHECK ((jsonb_typeof(capabilities) = 'array'::text)),
  CONSTRAINT agents_hash_present CHECK ((length(key_hash) >= 32)),
  CONSTRAINT agents_id_own CHECK (((split_part(id, '_'::text, 1) = 'agt'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT agents_role_known CHECK ((role = ANY (ARRAY['voter'::text, 'witness'::text]))),
  CONSTRAINT agents_version_positive CHECK ((version >= 1))
);
CREATE UNIQUE INDEX agents_by_hash ON public.agents USING btree (key_hash); -- The agent of a key.
CREATE INDEX agents_by_workspace ON public.agents USING btree (workspace, created_at); -- All agents of a workspace.

CREATE TABLE announcements (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  text text NOT NULL,
  made_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  until timestamp(3) with time zone NOT NULL,
  CONSTRAINT announcements_pkey PRIMARY KEY (id),
  CONSTRAINT announcements_text_length CHECK (((length(text) >= 1) AND (length(text) <= 300)))
);

CREATE TABLE api_keys (
  id text NOT NULL,
  workspace text NOT NULL,
  name text NOT NULL,
  prefix text NOT NULL,
  hash text NOT NULL,
  role text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  last_used_at timestamp(3) with time zone,
  expires_at timestamp(3) with time zone,
  scopes jsonb,
  CONSTRAINT api_keys_pkey PRIMARY KEY (id),
  CONSTRAINT api_keys_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT api_keys_hash_present CHECK ((length(hash) >= 32)),
  CONSTRAINT api_keys_id_own CHECK (((split_part(id, '_'::text, 1) = 'key'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT api_keys_role_known CHECK ((role = ANY (ARRAY['viewer'::text, 'member'::text, 'admin'::text, 'owner'::text]))),
  CONSTRAINT api_keys_scopes_list CHECK ((jsonb_typeof(scopes) = 'array'::text))
);
CREATE UNIQUE INDEX api_keys_by_hash ON public.api_keys USING btree (hash); -- A bearer token's key.
CREATE INDEX api_keys_by_workspace ON public.api_keys USING btree (workspace, created_at); -- The list of a workspace's keys.

CREATE TABLE audit (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  workspace text NOT NULL,
  at timestamp(3) with time zone NOT NULL DEFAULT now(),
  actor text NOT NULL,
  actor_name text NOT NULL,
  verb text NOT NULL,
  noun text NOT NULL,
  subject text NOT NULL,
  before jsonb,
  after jsonb,
  CONSTRAINT audit_pkey PRIMARY KEY (id),
  CONSTRAINT audit_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX audit_by_workspace ON public.audit USING btree (workspace, id); -- The log of a workspace, newest first.

CREATE TABLE badges (
  token text NOT NULL,
  workspace text NOT NULL,
  check_id text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT badges_token_once UNIQUE (token),
  CONSTRAINT badges_pkey PRIMARY KEY (check_id),
  CONSTRAINT badges_check_id_checks_id_fk FOREIGN KEY (check_id) REFERENCES checks(id) ON DELETE CASCADE,
  CONSTRAINT badges_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT badges_check_own CHECK ((split_part(check_id, '_'::text, 2) = workspace)),
  CONSTRAINT badges_token_long CHECK ((length(token) >= 24))
);

CREATE TABLE billing (
  workspace text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  customer text NOT NULL,
  subscription jsonb,
  owing_since timestamp(3) with time zone,
  told smallint NOT NULL DEFAULT 0,
  trial_used_at timestamp(3) with time zone,
  look_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT billing_by_customer UNIQUE (customer),
  CONSTRAINT billing_pkey PRIMARY KEY (workspace),
  CONSTRAINT billing_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT billing_subscription_object CHECK ((jsonb_typeof(subscription) = 'object'::text)),
  CONSTRAINT billing_told_when_owing CHECK (((told = 0) OR (owing_since IS NOT NULL))),
  CONSTRAINT billing_version_positive CHECK ((version >= 1))
);
CREATE INDEX billing_by_look ON public.billing USING btree (look_at); -- Cron: whom to ask the payment provider about.

CREATE TABLE budgets (
  scope text NOT NULL,
  probes bigint,
  messages integer,
  CONSTRAINT budgets_pkey PRIMARY KEY (scope),
  CONSTRAINT budgets_above_zero CHECK (((probes > 0) AND (messages > 0))),
  CONSTRAINT budgets_say_something CHECK (((probes IS NOT NULL) OR (messages IS NOT NULL))),
  CONSTRAINT budgets_scope_present CHECK ((scope <> ''::text))
);

CREATE TABLE budgets_spent (
  workspace text,
  what text NOT NULL,
  day date NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  CONSTRAINT budgets_spent_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT budgets_spent_what_known CHECK ((what = ANY (ARRAY['probes'::text, 'messages'::text])))
);
CREATE UNIQUE INDEX budgets_spent_once ON public.budgets_spent USING btree (day, what, COALESCE(workspace, ''::text)); -- Each once a day.

CREATE TABLE calendar_feeds (
  workspace text NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  hash text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT calendar_feeds_key PRIMARY KEY (workspace, kind, subject),
  CONSTRAINT calendar_feeds_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT calendar_feeds_hash_present CHECK ((length(hash) >= 32)),
  CONSTRAINT calendar_feeds_kind_known CHECK ((kind = ANY (ARRAY['schedule'::text, 'person'::text])))
);
CREATE UNIQUE INDEX calendar_feeds_by_hash ON public.calendar_feeds USING btree (hash); -- The calendar under an address.

CREATE TABLE channels (
  v smallint NOT NULL,
  id text NOT NULL,
  workspace text NOT NULL,
  version integer NOT NULL,
  type text NOT NULL,
  name text NOT NULL,
  enabled boolean NOT NULL,
  disabled_why text,
  levels text[] NOT NULL,
  settings jsonb NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT channels_pkey PRIMARY KEY (id),
  CONSTRAINT channels_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT channels_id_own CHECK (((split_part(id, '_'::text, 1) = 'chn'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT channels_levels_known CHECK ((levels <@ ARRAY['info'::text, 'warning'::text, 'critical'::text])),
  CONSTRAINT channels_settings_object CHECK ((jsonb_typeof(settings) = 'object'::text)),
  CONSTRAINT channels_version_positive CHECK ((version >= 1)),
  CONSTRAINT channels_why_when_off CHECK (((NOT enabled) OR (disabled_why IS NULL)))
);
CREATE INDEX channels_by_receiver ON public.channels USING btree (type, (((settings -> 'settings'::text) ->> 'to'::text))); -- Whose number it is that answers.
CREATE INDEX channels_by_workspace ON public.channels USING btree (workspace, created_at, id); -- A workspace's channels in the order they were made.

CREATE TABLE checks (
  v smallint NOT NULL,
  id text NOT NULL,
  workspace text NOT NULL,
  version integer NOT NULL,
  type text NOT NULL,
  name text NOT NULL,
  interval_seconds integer NOT NULL,
  timeout_ms integer NOT NULL,
  slow_after_ms integer,
  confirm_seconds integer NOT NULL,
  recover_seconds integer NOT NULL,
  regional_seconds integer NOT NULL,
  patience_seconds integer NOT NULL,
  locations text[],
  paused boolean NOT NULL,
  policy text,
  down_level text NOT NULL,
  tags text[] NOT NULL,
  settings jsonb NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT checks_pkey PRIMARY KEY (id),
  CONSTRAINT checks_policy_policies_id_fk FOREIGN KEY (policy) REFERENCES policies(id),
  CONSTRAINT checks_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT checks_confirm_range CHECK (((confirm_seconds >= 0) AND (confirm_seconds <= 86400))),
  CONSTRAINT checks_id_own CHECK (((split_part(id, '_'::text, 1) = 'chk'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT checks_interval_range CHECK (((interval_seconds >= 10) AND (interval_seconds <= 2678400))),
  CONSTRAINT checks_level_known CHECK ((down_level = ANY (ARRAY['info'::text, 'warning'::text, 'critical'::text]))),
  CONSTRAINT checks_locations_some CHECK ((cardinality(locations) >= 1)),
  CONSTRAINT checks_name_present CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  CONSTRAINT checks_patience_range CHECK (((patience_seconds >= 0) AND (patience_seconds <= 86400))),
  CONSTRAINT checks_policy_own CHECK ((split_part(policy, '_'::text, 2) = workspace)),
  CONSTRAINT checks_recover_range CHECK (((recover_seconds >= 0) AND (recover_seconds <= 86400))),
  CONSTRAINT checks_regional_range CHECK (((regional_seconds >= 0) AND (regional_seconds <= 86400))),
  CONSTRAINT checks_settings_object CHECK ((jsonb_typeof(settings) = 'object'::text)),
  CONSTRAINT checks_slow_range CHECK (((slow_after_ms >= 1) AND (slow_after_ms <= 300000))),
  CONSTRAINT checks_timeout_range CHECK (((timeout_ms >= 1) AND (timeout_ms <= 300000))),
  CONSTRAINT checks_version_positive CHECK ((version >= 1))
);
CREATE INDEX checks_by_site ON public.checks USING btree (reverse(rtrim("substring"(lower((settings)::text), '"(?:url|host)": "(?:[a-z0-9+.-]+:)?(?://)?(?:[^/"@?#]*@)?(\[[^]"]*\]|[^/:"?#]+)'::text), '.'::text)) COLLATE "C") WHERE (NOT paused); -- Checks that reach a site, by the host at which they begin: from its end.
CREATE INDEX checks_by_workspace ON public.checks USING btree (workspace, created_at, id); -- A workspace's checks in the order they were made; all of them for its shard.

CREATE TABLE deliveries (
  id text NOT NULL,
  workspace text NOT NULL,
  channel text NOT NULL,
  incident text,
  check_id text,
  level text NOT NULL,
  state text NOT NULL,
  why text,
  created_at timestamp(3) with time zone NOT NULL,
  settled_at timestamp(3) with time zone,
  begun integer NOT NULL,
  attempts integer NOT NULL,
  body jsonb NOT NULL,
  CONSTRAINT deliveries_pkey PRIMARY KEY (id),
  CONSTRAINT deliveries_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT deliveries_counts_positive CHECK (((begun >= 0) AND (attempts >= 0))),
  CONSTRAINT deliveries_id_own CHECK (((split_part(id, '_'::text, 1) = 'dlv'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT deliveries_level_known CHECK ((level = ANY (ARRAY['info'::text, 'warning'::text, 'critical'::text]))),
  CONSTRAINT deliveries_settled_when_over CHECK (((state = 'pending'::text) = (settled_at IS NULL))),
  CONSTRAINT deliveries_state_known CHECK ((state = ANY (ARRAY['pending'::text, 'sent'::text, 'dead'::text, 'dropped'::text])))
);
CREATE INDEX deliveries_by_incident ON public.deliveries USING btree (incident) WHERE (incident IS NOT NULL); -- What an incident told.
CREATE INDEX deliveries_by_workspace ON public.deliveries USING btree (workspace, created_at, id); -- Deliveries of a workspace, newest first, by channel or state.
CREATE INDEX deliveries_sent ON public.deliveries USING btree (settled_at) WHERE (state = 'sent'::text); -- Messages of today, over all workspaces: the operator's budget.

CREATE TABLE failing_probes (
  workspace text NOT NULL,
  check_id text NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  round integer NOT NULL,
  location text NOT NULL,
  body jsonb NOT NULL,
  CONSTRAINT failing_probes_key PRIMARY KEY (workspace, check_id, at, round, location),
  CONSTRAINT failing_probes_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT failing_probes_body_object CHECK ((jsonb_typeof(body) = 'object'::text)),
  CONSTRAINT failing_probes_round_positive CHECK ((round >= 0))
);

CREATE TABLE idempotency (
  workspace text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  status integer,
  body text,
  begun_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT idempotency_key PRIMARY KEY (workspace, key),
  CONSTRAINT idempotency_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT idempotency_status_range CHECK (((status >= 100) AND (status <= 599))),
  CONSTRAINT idempotency_whole CHECK (((status IS NULL) = (body IS NULL)))
);
CREATE INDEX idempotency_by_age ON public.idempotency USING btree (begun_at); -- Upkeep: answers older than a day.

CREATE TABLE incident_events (
  incident text NOT NULL,
  sequence integer NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  kind text NOT NULL,
  level text NOT NULL,
  incident_kind text NOT NULL,
  body jsonb NOT NULL,
  CONSTRAINT incident_events_key PRIMARY KEY (incident, sequence),
  CONSTRAINT incident_events_incident_incidents_id_fk FOREIGN KEY (incident) REFERENCES incidents(id) ON DELETE CASCADE,
  CONSTRAINT incident_events_kind_known CHECK ((incident_kind = ANY (ARRAY['down'::text, 'regional'::text, 'slow'::text, 'blocked'::text, 'unstable'::text, 'certificate'::text, 'content'::text, 'domain'::text, 'silent'::text, 'host'::text, 'node'::text]))),
  CONSTRAINT incident_events_level_known CHECK ((level = ANY (ARRAY['info'::text, 'warning'::text, 'critical'::text]))),
  CONSTRAINT incident_events_sequence_positive CHECK ((sequence >= 1))
);

CREATE TABLE incidents (
  id text NOT NULL,
  workspace text NOT NULL,
  check_id text,
  location text,
  kind text NOT NULL,
  incident_group text NOT NULL,
  level text NOT NULL,
  started_at timestamp(3) with time zone NOT NULL,
  opened_at timestamp(3) with time zone NOT NULL,
  resolved_at timestamp(3) with time zone,
  resolved_how text,
  downtime_seconds integer,
  acknowledged_at timestamp(3) with time zone,
  acknowledged_level text,
  sequence integer NOT NULL,
  body jsonb NOT NULL,
  CONSTRAINT incidents_pkey PRIMARY KEY (id),
  CONSTRAINT incidents_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT incidents_about_something CHECK ((num_nonnulls(check_id, location) >= 1)),
  CONSTRAINT incidents_acknowledged_whole CHECK (((acknowledged_at IS NULL) = (acknowledged_level IS NULL))),
  CONSTRAINT incidents_downtime_at_end CHECK (((downtime_seconds IS NULL) OR ((resolved_at IS NOT NULL) AND (downtime_seconds >= 0)))),
  CONSTRAINT incidents_end_says_how CHECK (((resolved_at IS NULL) = (resolved_how IS NULL))),
  CONSTRAINT incidents_id_own CHECK (((split_part(id, '_'::text, 1) = 'inc'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT incidents_kind_in_group CHECK ((((incident_group = 'health'::text) AND (kind = ANY (ARRAY['down'::text, 'regional'::text, 'slow'::text, 'blocked'::text, 'unstable'::text, 'content'::text]))) OR ((incident_group = 'certificate'::text) AND (kind = 'certificate'::text)) OR ((incident_group = 'domain'::text) AND (kind = 'domain'::text)) OR ((incident_group = 'silent'::text) AND (kind = 'silent'::text)) OR ((incident_group = 'host'::text) AND (kind = 'host'::text)) OR ((incident_group = 'node'::text) AND (kind = 'node'::text)))),
  CONSTRAINT incidents_level_known CHECK ((level = ANY (ARRAY['info'::text, 'warning'::text, 'critical'::text]))),
  CONSTRAINT incidents_sequence_positive CHECK ((sequence >= 1))
);
CREATE INDEX incidents_by_check ON public.incidents USING btree (workspace, check_id, opened_at, id); -- Incidents of a check, newest first; spans for its uptime.
CREATE INDEX incidents_by_workspace ON public.incidents USING btree (workspace, opened_at, id); -- Incidents of a workspace, newest first; those that are open.
CREATE UNIQUE INDEX incidents_one_open_of_check ON public.incidents USING btree (workspace, check_id, incident_group) WHERE ((resolved_at IS NULL) AND (check_id IS NOT NULL)); -- A check has one open incident per group.
CREATE UNIQUE INDEX incidents_one_open_of_location ON public.incidents USING btree (workspace, location, incident_group) WHERE ((resolved_at IS NULL) AND (check_id IS NULL) AND (incident_group <> 'host'::text)); -- A location has one open incident per group and workspace; a host has one per finding.

CREATE TABLE invitations (
  id text NOT NULL,
  workspace text NOT NULL,
  role text NOT NULL,
  email text,
  hash text NOT NULL,
  invited_by text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  expires_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT invitations_pkey PRIMARY KEY (id),
  CONSTRAINT invitations_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT invitations_hash_present CHECK ((length(hash) >= 32)),
  CONSTRAINT invitations_id_own CHECK (((split_part(id, '_'::text, 1) = 'inv'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT invitations_role_known CHECK ((role = ANY (ARRAY['viewer'::text, 'member'::text, 'admin'::text, 'owner'::text])))
);
CREATE UNIQUE INDEX invitations_by_hash ON public.invitations USING btree (hash); -- The invitation under a link.
CREATE INDEX invitations_by_workspace ON public.invitations USING btree (workspace, created_at); -- The list of a workspace's invitations.

CREATE TABLE loan_days (
  workspace text NOT NULL,
  loan text NOT NULL,
  day date NOT NULL,
  used integer NOT NULL,
  CONSTRAINT loan_days_key PRIMARY KEY (loan, day),
  CONSTRAINT loan_days_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT loan_days_used_positive CHECK ((used >= 1))
);
CREATE INDEX loan_days_by_day ON public.loan_days USING btree (day, workspace); -- What was lent on a day: the operator's budget, and what a workspace costs.

CREATE TABLE loan_nonces (
  workspace text NOT NULL,
  loan text NOT NULL,
  nonce text NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  CONSTRAINT loan_nonces_key PRIMARY KEY (loan, nonce),
  CONSTRAINT loan_nonces_loan FOREIGN KEY (loan) REFERENCES loans(id) ON DELETE CASCADE,
  CONSTRAINT loan_nonces_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE
);
CREATE INDEX loan_nonces_by_time ON public.loan_nonces USING btree (loan, at); -- Requests of a loan that are old are dropped with its next one.

CREATE TABLE loans (
  v smallint NOT NULL,
  id text NOT NULL,
  workspace text NOT NULL,
  version integer NOT NULL,
  name text NOT NULL,
  locations jsonb NOT NULL,
  per_day integer NOT NULL,
  secret text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  revoked_at timestamp(3) with time zone,
  last_used_at timestamp(3) with time zone,
  CONSTRAINT loans_pkey PRIMARY KEY (id),
  CONSTRAINT loans_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT loans_id_own CHECK (((split_part(id, '_'::text, 1) = 'lon'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT loans_locations_list CHECK ((jsonb_typeof(locations) = 'array'::text)),
  CONSTRAINT loans_per_day_known CHECK (((per_day >= 1) AND (per_day <= 100000))),
  CONSTRAINT loans_secret_sealed CHECK ((secret ~~ 'sealed:%'::text)),
  CONSTRAINT loans_version_positive CHECK ((version >= 1))
);
CREATE INDEX loans_by_workspace ON public.loans USING btree (workspace, created_at); -- All loans of a workspace, in the order they were made.

CREATE TABLE maintenance (
  id text NOT NULL,
  workspace text NOT NULL,
  starts_at timestamp(3) with time zone NOT NULL,
  ends_at timestamp(3) with time zone NOT NULL,
  checks text[],
  tags text[],
  repeat jsonb,
  ended_at timestamp(3) with time zone,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT maintenance_pkey PRIMARY KEY (id),
  CONSTRAINT maintenance_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT maintenance_forward CHECK ((ends_at > starts_at)),
  CONSTRAINT maintenance_repeat_object CHECK ((jsonb_typeof(repeat) = 'object'::text)),
  CONSTRAINT maintenance_version_positive CHECK ((version >= 1))
);
CREATE INDEX maintenance_by_workspace ON public.maintenance USING btree (workspace, ends_at); -- A workspace's windows that are not over.

CREATE TABLE members (
  workspace text NOT NULL,
  user_id text NOT NULL,
  role text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT members_key PRIMARY KEY (workspace, user_id),
  CONSTRAINT members_user_id_user_id_fk FOREIGN KEY (user_id) REFERENCES "user"(id) ON DELETE CASCADE,
  CONSTRAINT members_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT members_role_known CHECK ((role = ANY (ARRAY['viewer'::text, 'member'::text, 'admin'::text, 'owner'::text])))
);
CREATE INDEX members_by_user ON public.members USING btree (user_id); -- The workspaces of who signed in.

CREATE TABLE one_time_tokens (
  purpose text NOT NULL,
  hash text NOT NULL,
  expires_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT one_time_tokens_key PRIMARY KEY (purpose, hash)
);

CREATE TABLE operator_acts (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  at timestamp(3) with time zone NOT NULL DEFAULT now(),
  person text NOT NULL,
  name text NOT NULL,
  act text NOT NULL,
  subject text NOT NULL DEFAULT ''::text,
  reason text NOT NULL DEFAULT ''::text,
  CONSTRAINT operator_acts_pkey PRIMARY KEY (id)
);
CREATE INDEX operator_acts_by_subject ON public.operator_acts USING btree (subject, id); -- What was done to one workspace, newest first.

CREATE TABLE page_logos (
  page text NOT NULL,
  workspace text NOT NULL,
  type text NOT NULL,
  hash text NOT NULL,
  data text NOT NULL,
  CONSTRAINT page_logos_pkey PRIMARY KEY (page),
  CONSTRAINT page_logos_page_pages_id_fk FOREIGN KEY (page) REFERENCES pages(id) ON DELETE CASCADE,
  CONSTRAINT page_logos_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT page_logos_size CHECK ((length(data) <= 60000)),
  CONSTRAINT page_logos_type_known CHECK ((type = ANY (ARRAY['image/png'::text, 'image/svg+xml'::text])))
);

CREATE TABLE page_notices (
  id text NOT NULL,
  workspace text NOT NULL,
  page text NOT NULL,
  post text NOT NULL,
  update_number integer NOT NULL,
  subscriber text NOT NULL,
  state text NOT NULL,
  attempts integer NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  due_at timestamp(3) with time zone NOT NULL,
  leased_until timestamp(3) with time zone,
  settled_at timestamp(3) with time zone,
  said text,
  CONSTRAINT page_notices_pkey PRIMARY KEY (id),
  CONSTRAINT page_notices_page_pages_id_fk FOREIGN KEY (page) REFERENCES pages(id) ON DELETE CASCADE,
  CONSTRAINT page_notices_post_page_posts_id_fk FOREIGN KEY (post) REFERENCES page_posts(id) ON DELETE CASCADE,
  CONSTRAINT page_notices_subscriber_page_subscribers_id_fk FOREIGN KEY (subscriber) REFERENCES page_subscribers(id) ON DELETE CASCADE,
  CONSTRAINT page_notices_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT page_notices_id_own CHECK (((split_part(id, '_'::text, 1) = 'ntc'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT page_notices_settled_when_over CHECK (((state = 'pending'::text) = (settled_at IS NULL))),
  CONSTRAINT page_notices_state_known CHECK ((state = ANY (ARRAY['pending'::text, 'sent'::text, 'dead'::text])))
);
CREATE INDEX page_notices_by_page ON public.page_notices USING btree (page, created_at); -- What was sent from a page, newest first.
CREATE INDEX page_notices_due ON public.page_notices USING btree (due_at) WHERE (state = 'pending'::text); -- What is to be sent.
CREATE UNIQUE INDEX page_notices_once ON public.page_notices USING btree (post, subscriber, update_number); -- An update is owed to a subscriber once.

CREATE TABLE page_posts (
  v smallint NOT NULL,
  id text NOT NULL,
  workspace text NOT NULL,
  page text NOT NULL,
  version integer NOT NULL,
  kind text NOT NULL,
  title text,
  impact text NOT NULL,
  components text[] NOT NULL,
  incident text,
  started_at timestamp(3) with time zone NOT NULL,
  ended_at timestamp(3) with time zone,
  settings jsonb NOT NULL,
  CONSTRAINT page_posts_pkey PRIMARY KEY (id),
  CONSTRAINT page_posts_page_pages_id_fk FOREIGN KEY (page) REFERENCES pages(id) ON DELETE CASCADE,
  CONSTRAINT page_posts_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT page_posts_forward CHECK ((ended_at >= started_at)),
  CONSTRAINT page_posts_id_own CHECK (((split_part(id, '_'::text, 1) = 'pst'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT page_posts_impact_known CHECK ((impact = ANY (ARRAY['down'::text, 'regional'::text, 'slow'::text, 'trouble'::text, 'maintenance'::text]))),
  CONSTRAINT page_posts_kind_known CHECK ((kind = ANY (ARRAY['incident'::text, 'maintenance'::text]))),
  CONSTRAINT page_posts_page_own CHECK ((split_part(page, '_'::text, 2) = workspace)),
  CONSTRAINT page_posts_settings_object CHECK ((jsonb_typeof(settings) = 'object'::text)),
  CONSTRAINT page_posts_version_positive CHECK ((version >= 1))
);
CREATE INDEX page_posts_by_page ON public.page_posts USING btree (page, started_at); -- A page's posts, newest first.
CREATE UNIQUE INDEX page_posts_one_incident ON public.page_posts USING btree (page, incident); -- An incident is told once on a page.

CREATE TABLE page_subscribers (
  v smallint NOT NULL,
  id text NOT NULL,
  workspace text NOT NULL,
  page text NOT NULL,
  kind text NOT NULL,
  address text NOT NULL,
  components text[],
  language text NOT NULL,
  secret text,
  created_at timestamp(3) with time zone NOT NULL,
  asked_at timestamp(3) with time zone NOT NULL,
  confirmed_at timestamp(3) with time zone,
  tries smallint NOT NULL DEFAULT 0,
  CONSTRAINT page_subscribers_pkey PRIMARY KEY (id),
  CONSTRAINT page_subscribers_page_pages_id_fk FOREIGN KEY (page) REFERENCES pages(id) ON DELETE CASCADE,
  CONSTRAINT page_subscribers_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT page_subscribers_address_size CHECK (((length(address) >= 3) AND (length(address) <= 2000))),
  CONSTRAINT page_subscribers_id_own CHECK (((split_part(id, '_'::text, 1) = 'sbs'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT page_subscribers_kind_known CHECK ((kind = ANY (ARRAY['mail'::text, 'webhook'::text, 'sms'::text]))),
  CONSTRAINT page_subscribers_page_own CHECK ((split_part(page, '_'::text, 2) = workspace))
);
CREATE UNIQUE INDEX page_subscribers_by_page ON public.page_subscribers USING btree (page, kind, address); -- A page's subscribers; an address subscribes once.

CREATE TABLE pages (
  v smallint NOT NULL,
  id text NOT NULL,
  workspace text NOT NULL,
  version integer NOT NULL,
  slug text NOT NULL,
  title text NOT NULL,
  checks text[],
  is_public boolean NOT NULL,
  settings jsonb NOT NULL,
  host text,
  CONSTRAINT pages_pkey PRIMARY KEY (id),
  CONSTRAINT pages_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT pages_host_shape CHECK ((host ~ '^[a-z0-9.-]{4,253}$'::text)),
  CONSTRAINT pages_id_own CHECK (((split_part(id, '_'::text, 1) = 'pag'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT pages_slug_shape CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
  CONSTRAINT pages_version_positive CHECK ((version >= 1))
);
CREATE UNIQUE INDEX pages_by_host ON public.pages USING btree (host); -- A host leads to one page, whoever claims it.
CREATE UNIQUE INDEX pages_by_slug ON public.pages USING btree (slug); -- The page under an address: slugs are everybody's.
CREATE INDEX pages_by_workspace ON public.pages USING btree (workspace, id); -- All pages of a workspace.

CREATE TABLE passkey (
  id text NOT NULL,
  name text,
  public_key text NOT NULL,
  user_id text NOT NULL,
  credential_id text NOT NULL,
  counter integer NOT NULL,
  device_type text NOT NULL,
  backed_up boolean NOT NULL,
  transports text,
  created_at timestamp(3) with time zone,
  aaguid text,
  CONSTRAINT passkey_pkey PRIMARY KEY (id),
  CONSTRAINT passkey_user_id_user_id_fk FOREIGN KEY (user_id) REFERENCES "user"(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX passkey_by_credential ON public.passkey USING btree (credential_id); -- whose a passkey is, at sign-in
CREATE INDEX passkey_by_user ON public.passkey USING btree (user_id); -- the passkeys of a person

CREATE TABLE payment_events (
  id text NOT NULL,
  type text NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  CONSTRAINT payment_events_pkey PRIMARY KEY (id)
);
CREATE INDEX payment_events_by_age ON public.payment_events USING btree (at); -- Upkeep: events that nobody repeats any more.

CREATE TABLE policies (
  v smallint NOT NULL,
  id text NOT NULL,
  workspace text NOT NULL,
  version integer NOT NULL,
  name text NOT NULL,
  is_default boolean NOT NULL,
  steps jsonb NOT NULL,
  remind_every_minutes integer,
  settings jsonb NOT NULL,
  CONSTRAINT policies_pkey PRIMARY KEY (id),
  CONSTRAINT policies_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT policies_id_own CHECK (((split_part(id, '_'::text, 1) = 'pol'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT policies_reminder_positive CHECK ((remind_every_minutes >= 1)),
  CONSTRAINT policies_steps_list CHECK ((jsonb_typeof(steps) = 'array'::text)),
  CONSTRAINT policies_version_positive CHECK ((version >= 1))
);
CREATE INDEX policies_by_workspace ON public.policies USING btree (workspace, id); -- All policies of a workspace.
CREATE UNIQUE INDEX policies_one_default ON public.policies USING btree (workspace) WHERE is_default; -- A bare channel joins the default policy: there is one.

CREATE TABLE postmortems (
  incident text NOT NULL,
  workspace text NOT NULL,
  version integer NOT NULL,
  text text NOT NULL,
  by text NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  CONSTRAINT postmortems_pkey PRIMARY KEY (incident),
  CONSTRAINT postmortems_incident_incidents_id_fk FOREIGN KEY (incident) REFERENCES incidents(id) ON DELETE CASCADE,
  CONSTRAINT postmortems_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT postmortems_version_positive CHECK ((version >= 1))
);

CREATE TABLE rate_limit (
  id text NOT NULL,
  key text NOT NULL,
  count integer NOT NULL,
  last_request bigint NOT NULL,
  CONSTRAINT rate_limit_key_unique UNIQUE (key),
  CONSTRAINT rate_limit_pkey PRIMARY KEY (id)
);

CREATE TABLE report_mails (
  workspace text NOT NULL,
  user_id text NOT NULL,
  wanted_at timestamp(3) with time zone NOT NULL,
  told_until timestamp(3) with time zone,
  leased_until timestamp(3) with time zone,
  CONSTRAINT report_mails_key PRIMARY KEY (workspace, user_id),
  CONSTRAINT report_mails_user_id_user_id_fk FOREIGN KEY (user_id) REFERENCES "user"(id) ON DELETE CASCADE,
  CONSTRAINT report_mails_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE
);

CREATE TABLE rollups_day (
  workspace text NOT NULL,
  check_id text NOT NULL,
  location text NOT NULL,
  day date NOT NULL,
  n integer NOT NULL,
  pass integer NOT NULL,
  slow integer NOT NULL,
  fail integer NOT NULL,
  blocked integer NOT NULL,
  unknown integer NOT NULL,
  latency_sum_ms bigint NOT NULL,
  latency_max_ms integer NOT NULL,
  histogram integer[],
  buckets integer[],
  CONSTRAINT rollups_day_key PRIMARY KEY (workspace, check_id, day, location),
  CONSTRAINT rollups_day_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT rollups_day_adds_up CHECK (((pass >= 0) AND (slow >= 0) AND (fail >= 0) AND (blocked >= 0) AND (unknown >= 0) AND (n = ((((pass + slow) + fail) + blocked) + unknown)))),
  CONSTRAINT rollups_day_histogram_once CHECK (((num_nulls(histogram, buckets) = 1) AND (n >= 1) AND (128 <= ALL (buckets)))),
  CONSTRAINT rollups_day_histogram_whole CHECK (((cardinality(histogram) = 121) AND (0 <= ALL (histogram))))
);

CREATE TABLE rollups_hour (
  workspace text NOT NULL,
  check_id text NOT NULL,
  location text NOT NULL,
  hour timestamp(3) with time zone NOT NULL,
  n integer NOT NULL,
  pass integer NOT NULL,
  slow integer NOT NULL,
  fail integer NOT NULL,
  blocked integer NOT NULL,
  unknown integer NOT NULL,
  latency_sum_ms bigint NOT NULL,
  latency_max_ms integer NOT NULL,
  histogram integer[],
  rolled boolean NOT NULL DEFAULT false,
  buckets integer[],
  CONSTRAINT rollups_hour_key PRIMARY KEY (workspace, check_id, hour, location),
  CONSTRAINT rollups_hour_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT rollups_hour_adds_up CHECK (((pass >= 0) AND (slow >= 0) AND (fail >= 0) AND (blocked >= 0) AND (unknown >= 0) AND (n = ((((pass + slow) + fail) + blocked) + unknown)))),
  CONSTRAINT rollups_hour_histogram_once CHECK (((num_nulls(histogram, buckets) = 1) AND (n >= 1) AND (128 <= ALL (buckets)))),
  CONSTRAINT rollups_hour_histogram_whole CHECK (((cardinality(histogram) = 121) AND (0 <= ALL (histogram))))
);
CREATE INDEX rollups_hour_by_workspace ON public.rollups_hour USING btree (workspace, hour); -- The last day of all checks: the overview.
CREATE INDEX rollups_hour_to_roll ON public.rollups_hour USING btree (hour) WHERE (NOT rolled); -- Rollup: hours whose day does not hold them yet.

CREATE TABLE rounds (
  workspace text NOT NULL,
  check_id text NOT NULL,
  subject text,
  number integer NOT NULL,
  started_at timestamp(3) with time zone NOT NULL,
  answers integer NOT NULL,
  body jsonb NOT NULL,
  CONSTRAINT rounds_key UNIQUE NULLS NOT DISTINCT (workspace, check_id, number, started_at, subject),
  CONSTRAINT rounds_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT rounds_number_positive CHECK (((number >= 0) AND (answers >= 0)))
);
CREATE INDEX rounds_by_age ON public.rounds USING btree (workspace, started_at); -- Upkeep: rounds older than the plan keeps.
CREATE INDEX rounds_by_subject ON public.rounds USING btree (workspace, subject, number); -- The evidence of a suspicion or incident.

CREATE TABLE samples (
  v smallint NOT NULL,
  workspace text NOT NULL,
  check_id text NOT NULL,
  location text NOT NULL,
  hour timestamp(3) with time zone NOT NULL,
  n integer NOT NULL,
  offsets integer[],
  latencies integer[],
  outcomes smallint[],
  rolled boolean NOT NULL DEFAULT false,
  packed bytea,
  CONSTRAINT samples_key PRIMARY KEY (workspace, check_id, hour, location),
  CONSTRAINT samples_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT samples_in_step CHECK (((n >= 1) AND (cardinality(offsets) = n) AND (array_position(offsets, NULL::integer) IS NULL) AND (cardinality(latencies) = n) AND (array_position(latencies, NULL::integer) IS NULL) AND (cardinality(outcomes) = n) AND (array_position(outcomes, NULL::smallint) IS NULL))),
  CONSTRAINT samples_latencies_range CHECK ((0 <= ALL (latencies))),
  CONSTRAINT samples_of_a_version CHECK (
CASE
    WHEN (v = 2) THEN ((packed IS NOT NULL) AND (octet_length(packed) > n))
    ELSE (num_nulls(offsets, latencies, outcomes) = 0)
END),
  CONSTRAINT samples_offsets_range CHECK (((0 <= ALL (offsets)) AND (3600 > ALL (offsets)))),
  CONSTRAINT samples_outcomes_known CHECK (((0 <= ALL (outcomes)) AND (4 >= ALL (outcomes)))),
  CONSTRAINT samples_whole_hour CHECK ((date_trunc('hour'::text, hour, 'UTC'::text) = hour))
) PARTITION BY RANGE (hour);
CREATE INDEX samples_to_roll ON ONLY public.samples USING btree (hour) WHERE (NOT rolled); -- Rollup: hours that are over and not rolled up.

CREATE TABLE schedules (
  v smallint NOT NULL,
  id text NOT NULL,
  workspace text NOT NULL,
  version integer NOT NULL,
  name text NOT NULL,
  time_zone text NOT NULL,
  settings jsonb NOT NULL,
  CONSTRAINT schedules_pkey PRIMARY KEY (id),
  CONSTRAINT schedules_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT schedules_id_own CHECK (((split_part(id, '_'::text, 1) = 'sch'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT schedules_settings_object CHECK ((jsonb_typeof(settings) = 'object'::text)),
  CONSTRAINT schedules_version_positive CHECK ((version >= 1))
);
CREATE INDEX schedules_by_workspace ON public.schedules USING btree (workspace, id); -- All schedules of a workspace.

CREATE TABLE session (
  id text NOT NULL,
  expires_at timestamp(3) with time zone NOT NULL,
  token text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  ip_address text,
  user_agent text,
  user_id text NOT NULL,
  place text,
  CONSTRAINT session_token_unique UNIQUE (token),
  CONSTRAINT session_pkey PRIMARY KEY (id),
  CONSTRAINT session_user_id_user_id_fk FOREIGN KEY (user_id) REFERENCES "user"(id) ON DELETE CASCADE
);
CREATE INDEX session_by_expiry ON public.session USING btree (expires_at); -- Upkeep: what has expired.
CREATE INDEX session_by_user ON public.session USING btree (user_id); -- All sessions of a person: sign out everywhere.

CREATE TABLE shard_assignments (
  workspace text NOT NULL,
  shard text NOT NULL,
  reserved integer NOT NULL,
  assigned_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  epoch integer NOT NULL DEFAULT 0,
  CONSTRAINT shard_assignments_pkey PRIMARY KEY (workspace),
  CONSTRAINT shard_assignments_shard_shards_id_fk FOREIGN KEY (shard) REFERENCES shards(id),
  CONSTRAINT shard_assignments_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT shard_assignments_room CHECK (((reserved >= 1) AND (reserved <= 512)))
);
CREATE INDEX shard_assignments_by_shard ON public.shard_assignments USING btree (shard); -- The workspaces of a shard: which has room, and what cron reconciles.

CREATE TABLE shard_moves (
  workspace text NOT NULL,
  shard text NOT NULL,
  reserved integer NOT NULL,
  epoch integer NOT NULL,
  begun_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT shard_moves_pkey PRIMARY KEY (workspace),
  CONSTRAINT shard_moves_shard_shards_id_fk FOREIGN KEY (shard) REFERENCES shards(id),
  CONSTRAINT shard_moves_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT shard_moves_epoch_positive CHECK ((epoch >= 1)),
  CONSTRAINT shard_moves_room CHECK (((reserved >= 1) AND (reserved <= 512)))
);
CREATE INDEX shard_moves_by_shard ON public.shard_moves USING btree (shard); -- Who comes to a shard: its room is taken.

CREATE TABLE shards (
  id text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT shards_pkey PRIMARY KEY (id),
  CONSTRAINT shards_id_shape CHECK ((id ~ '^shard-[0-9]+$'::text))
);

CREATE TABLE silences (
  v smallint NOT NULL,
  id text NOT NULL,
  workspace text NOT NULL,
  version integer NOT NULL,
  until timestamp(3) with time zone NOT NULL,
  settings jsonb NOT NULL,
  CONSTRAINT silences_pkey PRIMARY KEY (id),
  CONSTRAINT silences_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT silences_id_own CHECK (((split_part(id, '_'::text, 1) = 'sil'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT silences_settings_object CHECK ((jsonb_typeof(settings) = 'object'::text)),
  CONSTRAINT silences_version_positive CHECK ((version >= 1))
);
CREATE INDEX silences_by_workspace ON public.silences USING btree (workspace, until); -- A workspace's silences that are not over.

CREATE TABLE sms_credits (
  ref text NOT NULL,
  workspace text NOT NULL,
  pack text NOT NULL,
  credits integer NOT NULL,
  cents integer NOT NULL,
  at timestamp(3) with time zone NOT NULL DEFAULT now(),
  refunded integer NOT NULL DEFAULT 0,
  CONSTRAINT sms_credits_pkey PRIMARY KEY (ref),
  CONSTRAINT sms_credits_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT sms_credits_price CHECK ((cents >= 0)),
  CONSTRAINT sms_credits_refunded CHECK (((refunded >= 0) AND (refunded <= credits))),
  CONSTRAINT sms_credits_some CHECK ((credits >= 1))
);
CREATE INDEX sms_credits_by_workspace ON public.sms_credits USING btree (workspace, at); -- What a workspace bought; its sum is part of its configuration.

CREATE TABLE stops (
  workspace text,
  reason text NOT NULL,
  since timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT stops_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT stops_reason_present CHECK ((reason <> ''::text))
);
CREATE UNIQUE INDEX stops_one ON public.stops USING btree (COALESCE(workspace, ''::text)); -- One for each workspace, and one for all.

CREATE TABLE suspicions (
  id text NOT NULL,
  workspace text NOT NULL,
  check_id text NOT NULL,
  started_at timestamp(3) with time zone NOT NULL,
  ended_at timestamp(3) with time zone,
  outcome text NOT NULL,
  why text,
  incident text,
  body jsonb NOT NULL,
  CONSTRAINT suspicions_pkey PRIMARY KEY (id),
  CONSTRAINT suspicions_workspace_workspaces_id_fk FOREIGN KEY (workspace) REFERENCES workspaces(id) ON DELETE CASCADE,
  CONSTRAINT suspicions_avoided_says_why CHECK (((outcome = 'avoided'::text) = (why IS NOT NULL))),
  CONSTRAINT suspicions_id_own CHECK (((split_part(id, '_'::text, 1) = 'sus'::text) AND (split_part(id, '_'::text, 2) = workspace))),
  CONSTRAINT suspicions_incident_named CHECK (((outcome = 'incident'::text) = (incident IS NOT NULL))),
  CONSTRAINT suspicions_open_has_no_end CHECK (((outcome = 'open'::text) = (ended_at IS NULL))),
  CONSTRAINT suspicions_outcome_known CHECK ((outcome = ANY (ARRAY['open'::text, 'avoided'::text, 'incident'::text])))
);
CREATE INDEX suspicions_by_check ON public.suspicions USING btree (workspace, check_id, started_at, id); -- The ledger of a check, newest first.
CREATE INDEX suspicions_by_incident ON public.suspicions USING btree (incident) WHERE (incident IS NOT NULL); -- The suspicions an incident grew from: its rounds.
CREATE INDEX suspicions_by_workspace ON public.suspicions USING btree (workspace, started_at, id); -- The ledger of a workspace, newest first.

CREATE TABLE two_factor (
  id text NOT NULL,
  secret text NOT NULL,
  backup_codes text NOT NULL,
  user_id text NOT NULL,
  verified boolean NOT NULL DEFAULT true,
  failed_verification_count integer NOT NULL DEFAULT 0,
  locked_until timestamp(3) with time zone,
  used_step bigint NOT NULL DEFAULT 0,
  CONSTRAINT two_factor_pkey PRIMARY KEY (id),
  CONSTRAINT two_factor_user_id_user_id_fk FOREIGN KEY (user_id) REFERENCES "user"(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX two_factor_by_user ON public.two_factor USING btree (user_id); -- the second factor of a person

CREATE TABLE "user" (
  id text NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  email_verified boolean NOT NULL DEFAULT false,
  image text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  two_factor_enabled boolean NOT NULL DEFAULT false,
  CONSTRAINT user_email_unique UNIQUE (email),
  CONSTRAINT user_pkey PRIMARY KEY (id)
);

CREATE TABLE verification (
  id text NOT NULL,
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamp(3) with time zone NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT verification_pkey PRIMARY KEY (id)
);
CREATE INDEX verification_by_identifier ON public.verification USING btree (identifier); -- A verification by what it verifies.

CREATE TABLE workspaces (
  id text NOT NULL,
  name text NOT NULL,
  plan text NOT NULL,
  founder text,
  config_version integer NOT NULL DEFAULT 1,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  ping_key text,
  CONSTRAINT workspaces_pkey PRIMARY KEY (id),
  CONSTRAINT workspaces_founder_user_id_fk FOREIGN KEY (founder) REFERENCES "user"(id) ON DELETE SET NULL,
  CONSTRAINT workspaces_id_shape CHECK ((id ~ '^[a-z0-9]{4,32}$'::text)),
  CONSTRAINT workspaces_version_positive CHECK ((config_version >= 1))
);
CREATE UNIQUE INDEX workspaces_by_founder ON public.workspaces USING btree (founder); -- The workspace made for a person's first account.

CREATE SEQUENCE shard_numbers;

CREATE OR REPLACE FUNCTION public.assign_shard(tenant text, room integer)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
-- The shard of a workspace; the fullest one that has room when it has none yet, else a new one.
-- One at a time, so that two workspaces never take the same room. Each statement in here sees
-- what those before it in line have committed.
DECLARE
  chosen text;
BEGIN
  SELECT shard INTO chosen FROM shard_assignments WHERE workspace = tenant;
  IF FOUND THEN RETURN chosen; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('assign_shard'));
  SELECT shard INTO chosen FROM shard_assignments WHERE workspace = tenant;
  IF FOUND THEN RETURN chosen; END IF;
  chosen := shard_with_room(room, NULL);
  INSERT INTO shard_assignments (workspace, shard, reserved) VALUES (tenant, chosen, room);
  RETURN chosen;
END $function$
;

CREATE OR REPLACE FUNCTION public.drop_samples_partitions_before(day date)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
-- Drops the months that ended before this day's month began; answers how many.
DECLARE
  part record;
  dropped integer := 0;
BEGIN
  FOR part IN
    SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'samples'::regclass AND c.relname ~ '^samples_\d{4}_\d{2}$'
      AND to_date(substr(c.relname, 9), 'YYYY_MM') < date_trunc('month', day)::date
  LOOP
    EXECUTE format('DROP TABLE %I', part.name);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $function$
;

CREATE OR REPLACE FUNCTION public.ensure_samples_partition(day date)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
-- Makes the partition that holds this day's month; false when it was there. It is made apart and
-- attached, so that readers and writers of other months do not wait.
DECLARE
  first date := date_trunc('month', day)::date;
  next date := (first + interval '1 month')::date;
  part text := 'samples_' || to_char(first, 'YYYY_MM');
BEGIN
  IF to_regclass(quote_ident(part)) IS NOT NULL THEN RETURN false; END IF;
  IF day < date '2020-01-01' OR day >= date '2100-01-01' THEN
    RAISE EXCEPTION 'no samples are kept for %', day USING ERRCODE = 'check_violation';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ensure_samples_partition'));
  IF to_regclass(quote_ident(part)) IS NOT NULL THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE samples INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
  EXECUTE format(
    'ALTER TABLE samples ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    part, first::text || ' 00:00:00+00', next::text || ' 00:00:00+00');
  RETURN true;
END $function$
;

CREATE OR REPLACE FUNCTION public.histogram_counts(histogram integer[], buckets integer[])
 RETURNS TABLE(bucket integer, count integer)
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
-- Buckets that are not empty, of a histogram in either form; the one that it has not is null.
  SELECT one & 127, one >> 7 FROM unnest(buckets) AS one
  UNION ALL
  SELECT (place - 1)::integer, one FROM unnest(histogram) WITH ORDINALITY AS old (one, place)
    WHERE one > 0
$function$
;

CREATE OR REPLACE FUNCTION public.merge_histograms(a integer[], b integer[])
 RETURNS integer[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (a IS NULL) THEN b WHEN (b IS NULL) THEN a ELSE ARRAY(SELECT (COALESCE(bucket.x, 0) + COALESCE(bucket.y, 0)) FROM UNNEST(merge_histograms.a, merge_histograms.b) WITH ORDINALITY bucket(x, y, place) ORDER BY bucket.place) END
;

CREATE OR REPLACE FUNCTION public.reserve_room(tenant text, room integer)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
-- The room that a workspace needs from now on: of its shard where that has as much, else of another,
-- to which it is to move. One on its way is looked at again when it is there.
DECLARE
  held shard_assignments;
  chosen text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('assign_shard'));
  SELECT * INTO held FROM shard_assignments WHERE workspace = tenant;
  IF NOT FOUND OR EXISTS (SELECT FROM shard_moves WHERE workspace = tenant) THEN RETURN; END IF;
  IF room <= held.reserved OR shard_taken(held.shard) - held.reserved + room <= 512 THEN
    UPDATE shard_assignments SET reserved = room WHERE workspace = tenant;
    RETURN;
  END IF;
  chosen := shard_with_room(room, held.shard);
  INSERT INTO shard_moves (workspace, shard, reserved, epoch)
    VALUES (tenant, chosen, room, held.epoch + 1);
END $function$
;

CREATE OR REPLACE FUNCTION public.shard_taken(of text)
 RETURNS integer
 LANGUAGE sql
 STABLE
AS $function$
-- Room of a shard that is taken: by those in it, and by those on their way to it.
  SELECT (coalesce((SELECT sum(reserved) FROM shard_assignments WHERE shard = of), 0)
    + coalesce((SELECT sum(reserved) FROM shard_moves WHERE shard = of), 0))::integer
$function$
;

CREATE OR REPLACE FUNCTION public.shard_with_room(room integer, other text)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
-- The fullest shard that has room, but for one; else a new one. Called under the lock of both below.
DECLARE
  chosen text;
BEGIN
  SELECT s.id INTO chosen FROM shards s
    WHERE s.id IS DISTINCT FROM other AND shard_taken(s.id) + room <= 512
    ORDER BY shard_taken(s.id) DESC, s.id LIMIT 1;
  IF NOT FOUND THEN
    INSERT INTO shards (id) VALUES ('shard-' || nextval('shard_numbers')) RETURNING id INTO chosen;
  END IF;
  RETURN chosen;
END $function$
;

CREATE OR REPLACE FUNCTION public.unpacked_samples(packed bytea, n integer)
 RETURNS TABLE(ms integer, code smallint)
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
-- Latencies and outcomes of packed samples: what `workers/domain/packing.ts` says of the bytes, but for
-- the offsets, which come last and which a rollup does not need.
DECLARE
  listed integer[] := array_fill(0, ARRAY[n]);
  done integer := 0;
  place integer := 0;
  shift integer := 0;
  byte bigint;
  value bigint := 0;
  last bigint := 0;
BEGIN
  WHILE done < n LOOP
    byte := get_byte(packed, place);
    place := place + 1;
    value := value | ((byte & 127) << shift);
    IF byte > 127 THEN shift := shift + 7; CONTINUE; END IF;
    last := last + CASE WHEN value & 1 = 0 THEN value >> 1 ELSE -(value >> 1) - 1 END;
    done := done + 1;
    listed[done] := last;
    value := 0;
    shift := 0;
  END LOOP;
  done := 0;
  WHILE done < n LOOP
    byte := get_byte(packed, place);
    place := place + 1;
    value := value | ((byte & 127) << shift);
    IF byte > 127 THEN shift := shift + 7; CONTINUE; END IF;
    code := value & 7;
    FOR one IN done + 1 .. done + (value >> 3) LOOP
      ms := listed[one];
      RETURN NEXT;
    END LOOP;
    done := done + (value >> 3);
    value := 0;
    shift := 0;
  END LOOP;
END $function$
;

CREATE AGGREGATE sum_histograms(integer[]) (SFUNC = merge_histograms, STYPE = integer[]);
