-- What changes with nearly every event of a call stands apart from what calls are found by: H2 takes a row that is updated out of
-- all indexes of its table and puts it back, and PostgreSQL does so as soon as one of them is concerned.
create table call_states (
    call_key varchar(28) not null primary key references calls,
    version  bigint      not null,
    due_at   timestamp(6) with time zone,               -- when somebody must look at it again
    cost_usd numeric(18, 9),                            -- so far, null where nothing was counted
    file     varchar     not null                       -- the machines' state, as JSON
);
insert into call_states (call_key, version, due_at, cost_usd, file)
    select call_key, version, due_at, cost_usd, file from calls;
create index call_states_by_due on call_states (due_at);

-- A node of the version before fails now rather than decides on states that nobody updates any more: stop all before the upgrade.
drop index calls_by_due;
alter table calls drop column version;
alter table calls drop column due_at;
alter table calls drop column cost_usd;
alter table calls drop column file;
alter table calls drop column owned_until;              -- of nodes of the version before last
