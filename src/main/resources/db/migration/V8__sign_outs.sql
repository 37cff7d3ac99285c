-- Sessions of the console that were ended before they expired: every node refuses their cookies.
create table sign_outs (
    nonce      varchar(22) not null primary key,
    expires_at timestamp(6) with time zone not null      -- then the cookie is worth nothing by itself
);
