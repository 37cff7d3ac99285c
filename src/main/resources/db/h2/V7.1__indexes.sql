-- H2 has made an index of its own for each of these foreign keys.
drop index node_mail_by_call;
drop index call_sessions_by_call;
drop index transfers_by_call;
drop index transfer_evidence_by_transfer;
drop index call_events_by_call;
