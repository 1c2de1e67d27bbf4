-- Up Migration
-- Mails that come back: up to where their mailbox has been read, and what they say of a delivery.

-- Advanced in the transaction that stores what the mails say.
create table bounce_mailbox (
  -- Who reads what where, without the password.
  mailbox text primary key,
  -- A mailbox that was made anew has another one, and counts its mails from 1 (RFC 3501, 2.3.1.1).
  uid_validity bigint not null,
  last_uid bigint not null
);

alter table delivery
  -- The address that it was sent to last; null: it was not, or before this was kept.
  add column recipient text,
  -- What a mail server said of it afterwards: it is late, or did not arrive. Never goes back.
  add column bounced text check (bounced in ('delayed', 'failed'));
