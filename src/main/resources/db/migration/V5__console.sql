-- What the console asks for: lists, newest first, and counts and times of the last hour. Ascending indexes of the same columns
-- are not read backwards by H2.
create index calls_by_start_and_key on calls (started_at desc, call_key desc);
drop index calls_by_start;
create index calls_by_state_and_start on calls (public_state, started_at desc, call_key desc);
drop index calls_by_state;
create index transfers_by_target on transfers (target);
create index transfers_by_outcome on transfers (outcome);
create index transfers_by_conclusion on transfers (concluded_at);
create index transfer_mechanisms_by_decision on transfer_mechanisms (decided_at);
create index transfer_winners_by_time on transfer_winners (won_at);
