-- What is over is found by its end.
create index calls_by_end on calls (ended_at);
