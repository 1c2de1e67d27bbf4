-- Up Migration
-- The first schema. Migrations are immutable once released, and expand before they contract.

create extension if not exists vector;

-- Identity ------------------------------------------------------------------------------------------------------

create table tenant (
  id uuid primary key,
  name text not null unique,
  created_at timestamptz not null default now()
);

create table app_user (
  id uuid primary key,
  tenant_id uuid not null references tenant,
  name text not null,
  role text not null check (role in ('admin', 'member')),
  created_at timestamptz not null default now(),
  unique (tenant_id, name)
);

-- Tokens are stored as SHA-256 digests only.
create table api_key (
  id uuid primary key,
  tenant_id uuid not null references tenant,
  user_id uuid not null references app_user,
  name text not null,
  digest bytea not null unique,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);

create table signin_token (
  digest bytea primary key,
  tenant_id uuid not null references tenant,
  user_id uuid not null references app_user,
  expires_at timestamptz not null
);

create table session (
  digest bytea primary key,
  id uuid not null,
  tenant_id uuid not null references tenant,
  user_id uuid not null references app_user,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);

create table ws_ticket (
  digest bytea primary key,
  tenant_id uuid not null references tenant,
  user_id uuid not null references app_user,
  expires_at timestamptz not null
);

-- Documents -----------------------------------------------------------------------------------------------------

-- One row a content a tenant has ever had. Its row lock orders "take a reference" and "remove the bytes"; `run`
-- counts the runs of this content and is never reset, so that a workflow id is never used twice.
create table content (
  tenant_id uuid not null references tenant,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint not null,
  run integer not null default 0,
  primary key (tenant_id, sha256)
);

create table document (
  id uuid primary key,
  tenant_id uuid not null,
  sha256 text not null,
  run integer not null,
  filename text not null,
  media_type text not null,
  bytes bigint not null,
  status text not null check (status in ('queued', 'processing', 'paused', 'review', 'completed', 'failed', 'cancelled')),
  priority smallint not null default 3 check (priority between 1 and 5),
  error jsonb,
  label text,
  confidence real,
  model jsonb,
  pages integer,
  language text,
  metadata jsonb not null default '{}',
  -- What the file says about itself: title, author, times.
  properties jsonb not null default '{}',
  -- The run whose chunks a search sees; null: none yet.
  indexed_run integer,
  -- When a place among the running documents was given to this run; null: it waits for one.
  admitted_at timestamptz,
  -- When its workflow was told to start, or to stop; null: it is still to be told.
  delivered_at timestamptz,
  -- Milliseconds, as everywhere outside: a cursor made of it names one place.
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  completed_at timestamptz(3),
  deleted_at timestamptz(3),
  foreign key (tenant_id, sha256) references content
);

-- The same bytes are one document.
create unique index document_content on document (tenant_id, sha256) where deleted_at is null;
-- The library, newest first; keyset paging.
create index document_library on document (tenant_id, created_at desc, id desc) where deleted_at is null;
create index document_status on document (tenant_id, status, created_at desc, id desc) where deleted_at is null;
create index document_label on document (tenant_id, label, created_at desc, id desc) where deleted_at is null;
-- Who waits for a place, and who holds one (admission, sweep); stays small.
create index document_waiting on document (priority, created_at) where status = 'queued' and admitted_at is null and deleted_at is null;
create index document_running on document (admitted_at) where status in ('queued', 'processing', 'paused') and admitted_at is not null and deleted_at is null;
-- Whose workflow is still to be told to start or to stop; nearly always empty.
create index document_undelivered on document (updated_at) where delivered_at is null and (admitted_at is not null or status = 'cancelled' or deleted_at is not null);
-- What is to be removed once its run has closed.
create index document_deleted on document (deleted_at) where deleted_at is not null;

create table document_alias (
  document_id uuid not null references document on delete cascade,
  tenant_id uuid not null,
  filename text not null,
  created_at timestamptz not null default now(),
  primary key (document_id, filename)
);

create table document_step (
  document_id uuid not null references document on delete cascade,
  tenant_id uuid not null,
  run integer not null,
  name text not null check (name in ('extract', 'classify', 'fields', 'index', 'review', 'publish')),
  status text not null check (status in ('pending', 'running', 'completed', 'failed', 'cancelled')),
  progress jsonb,
  attempts integer not null default 0,
  started_at timestamptz,
  ended_at timestamptz,
  duration_ms integer,
  error jsonb,
  primary key (document_id, run, name)
);

create table document_field (
  document_id uuid not null references document on delete cascade,
  tenant_id uuid not null,
  run integer not null,
  ordinal integer not null,
  name text not null,
  value text not null,
  normalized text,
  page integer not null,
  confidence real not null,
  source text not null,
  box real[],
  primary key (document_id, run, ordinal)
);

create table chunk (
  document_id uuid not null references document on delete cascade,
  tenant_id uuid not null,
  run integer not null,
  ordinal integer not null,
  page integer not null,
  text text not null,
  -- Lexemes as printed and as stemmed by the language of the document.
  lexemes tsvector not null,
  -- Which text and which model the vector was made from: the vector is found again by both.
  digest bytea not null,
  model text not null,
  embedding halfvec(384) not null,
  primary key (document_id, run, ordinal)
);

create index chunk_lexemes on chunk using gin (lexemes);
create index chunk_embedding on chunk using hnsw (embedding halfvec_ip_ops);
create index chunk_vector on chunk (tenant_id, digest, model);

-- Events --------------------------------------------------------------------------------------------------------

-- `top` is raised under the row lock and held to commit: commit order is offset order. `floor`: what is at or below
-- it has been dropped by retention.
create table channel (
  name text primary key,
  tenant_id uuid not null,
  epoch uuid not null default gen_random_uuid(),
  top bigint not null default 0,
  floor bigint not null default 0
);

create table event (
  channel text not null,
  "offset" bigint not null,
  at timestamptz not null,
  tenant_id uuid not null,
  id uuid not null,
  type text not null,
  subject text not null,
  data jsonb not null,
  primary key (channel, "offset", at)
) partition by range (at);

create table event_default partition of event default;

-- One row an effect that was carried out, with what it answered.
create table event_key (
  key text primary key,
  tenant_id uuid not null,
  result jsonb,
  at timestamptz not null default now()
);
create index event_key_at on event_key (at);

-- Flushes one transaction's keys and events. Called as its last statement: keys first, then every channel once, in the
-- order given (sorted by the caller, tenant channels last), so that no two transactions can wait for each other in a ring.
-- A key that exists raises unique_violation on event_key_pkey: the caller rolls back and answers the stored result.
-- keys: [[key, tenant, result], …]; channels: [[name, tenant, [[id, type, subject, data], …]], …].
-- Answers the new top of each channel, in order.
create function flush_events(keys jsonb, channels jsonb, moment timestamptz) returns bigint[] language plpgsql as $$
declare
  entry jsonb;
  tops bigint[] := '{}';
  last bigint;
  n integer;
begin
  insert into event_key (key, tenant_id, result, at)
    select value->>0, (value->>1)::uuid, value->2, moment from jsonb_array_elements(keys) order by value->>0;
  for entry in select value from jsonb_array_elements(channels) loop
    n := jsonb_array_length(entry->2);
    update channel set top = top + n where name = entry->>0 returning top into last;
    if not found then
      insert into channel (name, tenant_id, top) values (entry->>0, (entry->>1)::uuid, n)
        on conflict (name) do update set top = channel.top + n returning top into last;
    end if;
    insert into event (channel, "offset", at, tenant_id, id, type, subject, data)
      select entry->>0, last - n + item.nr, moment, (entry->>1)::uuid, (item.value->>0)::uuid, item.value->>1, item.value->>2, item.value->3
      from jsonb_array_elements(entry->2) with ordinality as item(value, nr);
    tops := tops || last;
  end loop;
  return tops;
end $$;

-- Makes the weekly partitions from `first` to `last`, where they are missing. Weeks begin on Monday, UTC.
create function ensure_event_partitions(first date, last date) returns void language plpgsql as $$
declare
  week date := date_trunc('week', first)::date;
begin
  while week <= last loop
    execute format('create table if not exists event_%s partition of event for values from (%L) to (%L)',
      to_char(week, 'IYYY_IW'), week::timestamp at time zone 'UTC', (week + 7)::timestamp at time zone 'UTC');
    week := week + 7;
  end loop;
end $$;

-- Requests ------------------------------------------------------------------------------------------------------

create table idempotency_key (
  tenant_id uuid not null,
  user_id uuid not null,
  key text not null,
  fingerprint text,
  -- null: the request is still being carried out, until `lease`.
  status integer,
  answer jsonb,
  lease timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, user_id, key)
);
create index idempotency_key_age on idempotency_key (created_at);
