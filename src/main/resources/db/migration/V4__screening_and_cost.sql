-- Callers are counted by their number; what a call has cost so far, in USD, null where nothing was counted.
create index calls_by_caller on calls (from_number, started_at);
alter table calls add column cost_usd numeric(18, 9);
