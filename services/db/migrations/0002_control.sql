-- Up Migration
-- What a person can ask of a run that is under way or over: pause, versions, reprocessing, drained queues; and what the
-- product asks of itself: periodic tasks, and word of what is out of order.

alter table document
  -- The run whose pages, and whose fields, are shown; null: none yet. (`indexed_run`: whose chunks.)
  add column pages_run integer,
  add column fields_run integer,
  -- The run that this one follows, whose results are shown until it has its own; null: the first run of this document.
  add column base_run integer,
  -- The step that this run begins with; what stands before it is taken over from the run before.
  add column from_step text not null default 'extract',
  -- The run of which slices that were read are taken over; null: none.
  add column reuse_run integer,
  -- How often this run was paused and resumed: a message about it that comes late is known as late.
  add column hold integer not null default 0;

update document d set
  pages_run = (select s.run from document_step s where s.document_id = d.id and s.run = d.run and s.name = 'extract' and s.status = 'completed'),
  fields_run = (select s.run from document_step s where s.document_id = d.id and s.run = d.run and s.name = 'fields' and s.status = 'completed');

-- What a document showed when a run of it was left behind for the next one.
create table document_run (
  document_id uuid not null references document on delete cascade,
  tenant_id uuid not null,
  run integer not null,
  from_step text not null,
  status text not null,
  error jsonb,
  label text,
  confidence real,
  model jsonb,
  pages integer,
  language text,
  properties jsonb not null,
  pages_run integer,
  fields_run integer,
  indexed_run integer,
  completed_at timestamptz(3),
  primary key (document_id, run)
);

-- What ended lately (reconciler).
create index document_ended on document (completed_at) where deleted_at is null;

-- Operation -----------------------------------------------------------------------------------------------------

-- A task queue that was ever drained. `delivered_at` null: Temporal is still to be told.
create table queue (
  name text primary key,
  drained_at timestamptz,
  reason text,
  delivered_at timestamptz
);

-- The last run of each periodic task; a row appears with its first one.
create table periodic_task (
  name text primary key,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('completed', 'failed')),
  result jsonb
);

-- What a process waits for: it tries again by itself, and removes the row when it goes on.
create table outage (
  process text not null,
  dependency text not null,
  since timestamptz not null,
  reason text not null,
  seen_at timestamptz not null,
  primary key (process, dependency)
);
