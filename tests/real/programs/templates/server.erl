#!/usr/bin/env escript
main(_) ->
    {ok, _} = application:ensure_all_started(ssl),
    Options = [{ip, {127, 0, 0, 1}}, {certfile, "@CHAIN@"}, {keyfile, "@KEY@"}, {reuseaddr, true}],
    {ok, Listening} = ssl:listen(@PORT@, Options),
    accept(Listening).

accept(Listening) ->
    {ok, Connection} = ssl:transport_accept(Listening),
    spawn(fun() -> ssl:handshake(Connection, 10000) end),
    accept(Listening).
