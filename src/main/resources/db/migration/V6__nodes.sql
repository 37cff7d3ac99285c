-- A node says once for all its calls that it is there, whatever their number. A call that names no node, one that has no row
-- here, or one whose row has run out, is anybody's. calls.owned_until is left to nodes of the version before, which may run
-- beside this one during an upgrade; it is written by nobody else.
create table nodes (
    node         varchar(200) not null primary key,
    leased_until timestamp(6) with time zone not null
);

-- The living calls of a node, and those of no node that is there, are read from the index alone. Ended calls lie apart from
-- them, by their end, so this is the index of retention, too.
create index calls_by_end_and_owner on calls (ended_at, owner_node, call_key);
drop index calls_by_owner;
drop index calls_by_end;

-- Webhooks that were not worked off lie together; those that were may be many.
create index webhook_inbox_by_work on webhook_inbox (done_at, received_at);
