package io.multiconnection.rooms.redis;

/**
 * Lua scripts that Redis runs atomically. Each gateway is a <em>holder</em>: a hash of its seat
 * counts by room and by server of a room, with a time to live, the lease. The counts of a gateway
 * that crashed expire with it. Young seats, which a directory may not count yet, are in a sorted
 * set of each holder and room, scored by the time at which they are counted.
 *
 * <p>All keys have one hash tag, so that a cluster keeps them on one node.
 */
final class RedisScripts {

    /** Time to live of young seats in milliseconds: the oldest directory that is still used. */
    private static final int YOUNG_MILLIS = 24 * 3600 * 1000;

    /**
     * Reserves a seat. ARGV: prefix, holder, seat, directory, user count mode, milliseconds until
     * the directory counts the seat, age of its counts in milliseconds; then for each room: id,
     * users, capacity, number of servers, servers. Returns {@code lapsed}, {@code full}, {@code
     * unsettled}, or {@code reserved}, room, server.
     */
    static final String RESERVE =
            """
            local prefix, me, seat, directory, counts = unpack(ARGV, 1, 5)
            local uncounted, age = tonumber(ARGV[6]), tonumber(ARGV[7])
            local mine = prefix .. 'holder:' .. me
            if redis.call('EXISTS', mine) == 0 then return {'lapsed'} end
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local holders = {}
            for _, holder in ipairs(redis.call('SMEMBERS', prefix .. 'holders')) do
                local key = prefix .. 'holder:' .. holder
                if redis.call('EXISTS', key) == 1 then
                    table.insert(holders, holder)
                else
                    redis.call('SREM', prefix .. 'holders', holder)
                end
            end
            local function taken(field)
                local sum = 0
                for _, holder in ipairs(holders) do
                    sum = sum + tonumber(redis.call('HGET', prefix .. 'holder:' .. holder, field) or 0)
                end
                return sum
            end
            local function youngOf(holder, field) return prefix .. 'young:' .. holder .. ':' .. field end
            local function bounds(field, users)
                local reserved = taken(field)
                if counts == 'others' then return users + reserved, users + reserved end
                local young = 0
                for _, holder in ipairs(holders) do
                    local key = youngOf(holder, field)
                    redis.call('ZREMRANGEBYSCORE', key, '-inf', now - %1$d)
                    young = young + redis.call('ZCOUNT', key, '(' .. (now - age), '+inf')
                end
                return math.max(users, reserved), math.max(users + young, reserved)
            end
            local best, part, settled = nil, 1, true
            local i = 8
            while i <= #ARGV do
                local users, capacity = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
                local least, most = bounds(directory .. '\\n' .. ARGV[i], users)
                if most < capacity and most / capacity < part then
                    best, part = i, most / capacity
                end
                if most >= capacity and least < capacity then settled = false end
                i = i + 4 + tonumber(ARGV[i + 3])
            end
            if not best then return {settled and 'full' or 'unsettled'} end
            local field = directory .. '\\n' .. ARGV[best]
            local server, fewest = nil, nil
            for s = best + 4, best + 3 + tonumber(ARGV[best + 3]) do
                local count = taken(field .. '\\n' .. ARGV[s])
                if not fewest or count < fewest then server, fewest = ARGV[s], count end
            end
            redis.call('HINCRBY', mine, field, 1)
            redis.call('HINCRBY', mine, field .. '\\n' .. server, 1)
            redis.call('ZADD', youngOf(me, field), now + uncounted, seat)
            redis.call('PEXPIRE', youngOf(me, field), %1$d + uncounted)
            return {'reserved', ARGV[best], server}
            """
                    .formatted(YOUNG_MILLIS);

    /** Frees a seat. ARGV: prefix, holder, seat, directory and room, server. */
    static final String FREE =
            """
            local prefix, me, seat, field, server = unpack(ARGV)
            local mine = prefix .. 'holder:' .. me
            for _, each in ipairs({field, field .. '\\n' .. server}) do
                local count = tonumber(redis.call('HGET', mine, each) or 0)
                if count > 1 then
                    redis.call('HINCRBY', mine, each, -1)
                elseif count == 1 then
                    redis.call('HDEL', mine, each)
                end
            end
            redis.call('ZREM', prefix .. 'young:' .. me .. ':' .. field, seat)
            return 1
            """;

    /** Renews the lease. ARGV: prefix, holder, milliseconds. Returns 0 if it has expired. */
    static final String RENEW =
            """
            return redis.call('PEXPIRE', ARGV[1] .. 'holder:' .. ARGV[2], ARGV[3])
            """;

    /**
     * Begins a lease with the given counts, and ends the previous one. ARGV: prefix, holder,
     * previous holder, milliseconds; then each field and its count.
     */
    static final String LEASE =
            """
            local prefix, me, before = ARGV[1], ARGV[2], ARGV[3]
            redis.call('DEL', prefix .. 'holder:' .. before)
            redis.call('SREM', prefix .. 'holders', before)
            redis.call('SADD', prefix .. 'holders', me)
            redis.call('HSET', prefix .. 'holder:' .. me, 'lease', 0)
            for i = 5, #ARGV, 2 do
                redis.call('HSET', prefix .. 'holder:' .. me, ARGV[i], ARGV[i + 1])
            end
            redis.call('PEXPIRE', prefix .. 'holder:' .. me, ARGV[4])
            return 1
            """;

    /** Ends a lease. ARGV: prefix, holder. */
    static final String END =
            """
            redis.call('DEL', ARGV[1] .. 'holder:' .. ARGV[2])
            redis.call('SREM', ARGV[1] .. 'holders', ARGV[2])
            return 1
            """;

    /** Returns the number of taken seats of each field. ARGV: prefix, fields. */
    static final String COUNT =
            """
            local sums = {}
            local holders = redis.call('SMEMBERS', ARGV[1] .. 'holders')
            for i = 2, #ARGV do
                local sum = 0
                for _, holder in ipairs(holders) do
                    sum = sum + tonumber(redis.call('HGET', ARGV[1] .. 'holder:' .. holder, ARGV[i]) or 0)
                end
                sums[i - 1] = sum
            end
            return sums
            """;

    private RedisScripts() {}
}
