-- What others are told of, written in the transaction of what happened and delivered afterwards, at least once.
create table event_outbox (
    event_id     varchar(40)  not null primary key,      -- the same in every attempt
    call_key     varchar(28)  not null references calls,
    type         varchar(40)  not null,
    occurred_at  timestamp(6) with time zone not null,
    attempts     integer      not null,                  -- begun so far; every claim adds one
    round_from   integer      not null,                  -- attempts before it was last sent again by hand
    round_at     timestamp(6) with time zone not null,   -- since when it has been tried
    due_at       timestamp(6) with time zone,            -- next attempt; null once it is delivered or dead
    leased_by    varchar(200),                           -- the node that tries just now
    leased_until timestamp(6) with time zone,            -- then any node may try
    last_failure varchar(300),
    delivered_at timestamp(6) with time zone,
    dead_at      timestamp(6) with time zone,            -- given up; kept until somebody sends it again
    unique (call_key, type)
);
create index event_outbox_by_due on event_outbox (due_at);
create index event_outbox_by_death on event_outbox (dead_at);
