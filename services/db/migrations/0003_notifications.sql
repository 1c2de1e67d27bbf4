-- Up Migration
-- Who is told what, and where: preferences, the inbox, deliveries by e-mail and webhook, and why each was made or not.

alter table app_user
  add column email text,
  -- null: nobody has shown yet that they read it.
  add column email_confirmed_at timestamptz,
  -- Why mail to it is not tried any more; null: it is.
  add column email_refused text;

-- A link sent to an address that shows, when it comes back, that somebody reads it.
create table email_confirmation (
  digest bytea primary key,
  tenant_id uuid not null references tenant,
  user_id uuid not null references app_user,
  address text not null,
  expires_at timestamptz not null
);

create table notification_policy (
  tenant_id uuid primary key references tenant,
  enabled boolean not null default true,
  preferences jsonb not null default '{}'
);

create table notification_preferences (
  user_id uuid primary key references app_user,
  tenant_id uuid not null,
  preferences jsonb not null,
  updated_at timestamptz not null default now()
);

-- Up to where the events of a tenant have been decided. Advanced in the transaction that stores the decisions.
create table notification_cursor (
  tenant_id uuid primary key references tenant,
  epoch uuid not null,
  "offset" bigint not null
);
-- What was before notifications is told to nobody.
insert into notification_cursor (tenant_id, epoch, "offset")
  select tenant_id, epoch, top from channel where name = 'tenant:' || tenant_id;

-- How many unread notifications a person has. Its row lock orders what is counted and what is told of it.
create table inbox (
  user_id uuid primary key references app_user,
  tenant_id uuid not null,
  unread integer not null default 0
);

create table notification (
  id uuid primary key,
  tenant_id uuid not null,
  user_id uuid not null references app_user,
  event_id uuid not null,
  type text not null,
  subject text not null,
  severity text not null,
  title text not null,
  body text not null,
  state text not null default 'unread' check (state in ('unread', 'read', 'archived')),
  created_at timestamptz(3) not null,
  -- An event is in an inbox once.
  unique (user_id, event_id)
);
create index notification_newest on notification (user_id, created_at desc, id desc);
create index notification_unread on notification (user_id) where state = 'unread';
create index notification_age on notification (created_at);

-- Why an event did or did not reach a person.
create table notification_decision (
  user_id uuid not null references app_user,
  event_id uuid not null,
  channel text not null,
  tenant_id uuid not null,
  type text not null,
  subject text not null,
  outcome text not null,
  not_before timestamptz(3),
  reasons jsonb not null,
  at timestamptz(3) not null,
  primary key (user_id, event_id, channel)
);
-- What a person was told of an object lately.
create index notification_decision_subject on notification_decision (user_id, subject, at);
create index notification_decision_age on notification_decision (at);

create table webhook (
  id uuid primary key,
  tenant_id uuid not null references tenant,
  url text not null,
  kind text not null check (kind in ('standard', 'slack')),
  -- Types of events; '*' and 'document.*' stand for many.
  events text[] not null,
  secret text not null,
  -- The one before, which signs as well until then.
  previous_secret text,
  previous_until timestamptz,
  disabled_at timestamptz(3),
  disabled_reason text,
  created_at timestamptz(3) not null
);
create index webhook_tenant on webhook (tenant_id, created_at, id);

-- Something on its way to an address. `status` and `not_before` are the truth, the workflow that carries it out is their clock.
create table delivery (
  id uuid primary key,
  tenant_id uuid not null,
  channel text not null check (channel in ('email', 'webhook')),
  user_id uuid references app_user,
  webhook_id uuid references webhook on delete cascade,
  -- Which digest gathers here; null: it is not a digest, or gathers no more.
  gathers text,
  direct boolean not null default false,
  status text not null default 'waiting' check (status in ('waiting', 'sent', 'failed', 'cancelled')),
  -- Why it was not sent, or was put off.
  reason text,
  not_before timestamptz(3) not null,
  attempts integer not null default 0,
  -- Until then the attempt that is under way has it for itself.
  lease timestamptz,
  -- Temporal was told of it; null: it is still to be told.
  told_at timestamptz,
  -- What its unsubscribe link shows.
  unsubscribe uuid not null default gen_random_uuid() unique,
  created_at timestamptz(3) not null,
  sent_at timestamptz(3)
);
create index delivery_untold on delivery (created_at) where told_at is null and status = 'waiting';
create index delivery_waiting on delivery (not_before) where status = 'waiting';
create unique index delivery_gathering on delivery (user_id, channel, gathers) where gathers is not null;
create index delivery_webhook on delivery (webhook_id, created_at desc, id desc);
create index delivery_person on delivery (user_id, created_at desc, id desc);
create index delivery_age on delivery (created_at);

-- What a delivery tells, as it was: the event itself may be dropped with its week.
create table delivery_item (
  delivery_id uuid not null references delivery on delete cascade,
  event_id uuid not null,
  event jsonb not null,
  primary key (delivery_id, event_id)
);

create table delivery_attempt (
  delivery_id uuid not null references delivery on delete cascade,
  attempt integer not null,
  at timestamptz(3) not null,
  duration_ms integer,
  -- What was answered: an HTTP status or an SMTP code; null: nothing.
  status integer,
  -- null: it is under way, or its process died.
  outcome text check (outcome in ('sent', 'retry', 'failed', 'disabled')),
  detail text,
  primary key (delivery_id, attempt)
);

-- Retention of events -------------------------------------------------------------------------------------------

-- As before; and rows that came while their week was missing, and stand in the default partition, move to their week.
create or replace function ensure_event_partitions(first date, last date) returns void language plpgsql as $$
declare
  week date := date_trunc('week', first)::date;
  partition text;
  begins timestamptz;
  ends timestamptz;
begin
  while week <= last loop
    partition := 'event_' || to_char(week, 'IYYY_IW');
    begins := week::timestamp at time zone 'UTC';
    ends := (week + 7)::timestamp at time zone 'UTC';
    if to_regclass(partition) is null then
      if exists (select 1 from event_default where at >= begins and at < ends) then
        lock table event in access exclusive mode; -- nothing may come to the default partition meanwhile
        execute format('create table %I (like event including all)', partition);
        execute format('with moved as (delete from event_default where at >= %L and at < %L returning *) insert into %I select * from moved',
          begins, ends, partition);
        execute format('alter table event attach partition %I for values from (%L) to (%L)', partition, begins, ends);
      else
        execute format('create table if not exists %I partition of event for values from (%L) to (%L)', partition, begins, ends);
      end if;
    end if;
    week := week + 7;
  end loop;
end $$;

-- Drops the weeks of events that ended before `moment`, and raises the floor of their channels with them, so that no reader
-- takes what is gone for what never was. Locks: the channels in the order of all writers, then the table, to the commit;
-- what has to be counted is counted before. Answers how many weeks went.
create function drop_event_partitions(moment timestamptz) returns integer language plpgsql as $$
declare
  partition text;
  dropped integer := 0;
begin
  for partition in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'event'::regclass and c.relname ~ '^event_\d{4}_\d{2}$'
      and (to_date(substr(c.relname, 7), 'IYYY_IW') + 7)::timestamp at time zone 'UTC' <= moment
    order by 1
  loop
    create temporary table gone (channel text primary key, last bigint not null) on commit drop;
    execute format('insert into gone select channel, max("offset") from %I group by channel', partition);
    perform 1 from channel c join gone g on g.channel = c.name
      order by c.name like 'tenant:%', c.name collate "C" for update of c;
    update channel c set floor = greatest(c.floor, g.last) from gone g where g.channel = c.name;
    execute format('drop table %I', partition);
    drop table gone;
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;
