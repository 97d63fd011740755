using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Vennlink.Peers.Data;
using Vennlink.Peers.Measurement;
using Vennlink.Peers.Questions;

namespace Vennlink.Peers.Engines;

/// <summary>
/// Redis sets of the queried lists. Members are ids in four bytes, big-endian: they sort as the numbers do, which
/// decides between equal scores.
/// </summary>
internal sealed class RedisPeer : Peer
{
    private const string Counts = "counts";
    private const string Passed = "passed";
    private const string Ranked = "ranked";
    private const int MembersPerCommand = 10_000;

    private ServerProcess? _server;
    private RespConnection? _redis;
    private string _remarks = "";
    private uint[] _ids = new uint[1 << 16];

    public override string Name => "redis";

    public override string? Missing() =>
        File.Exists("/usr/bin/redis-server") ? null : "no redis-server (apt-get install redis-server)";

    public override BuildFigures Build(PeerData data, string folder) =>
        new(Name, 0, 0, 0, "not loaded whole: sets of all lists would not fit in memory");

    public override void Open(PeerData data, IReadOnlyList<Question> questions, string folder)
    {
        string socket = Path.Combine(
            "/tmp", string.Create(CultureInfo.InvariantCulture, $"vennlink-peers-{Environment.ProcessId}.redis"));
        _server = new ServerProcess(
            Path.Combine(folder, "redis.log"), "/usr/bin/redis-server", "--port", "0", "--unixsocket", socket, "--save",
            "", "--appendonly", "no", "--dir", folder);
        _server.WaitUntil(() => _redis = new RespConnection(socket));
        Stopwatch clock = Stopwatch.StartNew();
        long ids = 0;
        foreach (int target in questions.SelectMany(question => question.Positives.Concat(question.Negatives))
            .Distinct())
        {
            uint[] list = data.ReadList(target);
            ids += list.Length;
            foreach (uint[] part in list.Chunk(MembersPerCommand))
            {
                _redis!.Send(["SADD", ListKey(target), .. part.Select(id => (object)Member(id))]);
                _redis.Reply();
            }
        }

        double seconds = clock.Elapsed.TotalSeconds;
        string lists = Info("used_memory");
        foreach (IdRange site in questions.SelectMany(question => question.OwnSites).Distinct())
        {
            for (uint id = site.Start; id < site.End; id++)
            {
                _redis!.Send("SADD", SiteKey(site), Member(id));
            }

            _redis!.Reply();
        }

        // Sources by spam score, for pages in that order.
        foreach (uint[] part in Enumerable.Range(0, data.Spam.Length).Select(id => (uint)id).Chunk(MembersPerCommand))
        {
            _redis!.Send(["ZADD", "spam", .. part.SelectMany(id => (object[])[-data.Spam[id], Member(id)])]);
            _redis.Reply();
        }

        _remarks =
            string.Create(CultureInfo.InvariantCulture,
                $"Redis {Info("redis_version")}; the {ids:N0} ids of the queried lists take "
                    + $"{long.Parse(lists, CultureInfo.InvariantCulture):N0} bytes and {seconds:N1} s");
    }

    public override Answer Ask(Question question, Operation operation, string form)
    {
        PageRow? after = question.After(operation);
        int n = question.Positives.Length;
        long start = Stopwatch.GetTimestamp();
        bool hasNegative = question.Negatives.Length > 0;
        if (operation == Operation.Total && !hasNegative && question.MinMatchingTargets == n)
        {
            _redis!.Send(["SINTERCARD", n, .. question.Positives.Select(ListKey)]);
            long all = (long)_redis.Reply()!;
            return Answer.OfTotal(Stopwatch.GetElapsedTime(start), all);
        }

        // Each positive counts −1, so that more matches sort first and equal ones go by member; a negative or own site
        // outweighs them all.
        string[] keys =
            [.. question.Positives.Concat(question.Negatives).Select(ListKey), .. question.OwnSites.Select(SiteKey)];
        _redis!.Send(
            ["ZUNIONSTORE", Counts, keys.Length, .. keys, "WEIGHTS",
                .. keys.Select((_, index) => (object)(index < n ? -1 : 1_000))]);
        int k = -question.MinMatchingTargets;
        if (operation == Operation.Total)
        {
            _redis.Send("ZCOUNT", Counts, "-inf", k);
            long count = (long)_redis.Reply()!;
            return Answer.OfTotal(Stopwatch.GetElapsedTime(start), count);
        }

        if (operation == Operation.All)
        {
            _redis.Send("ZRANGEBYSCORE", Counts, "-inf", k);
            object?[] members = (object?[])_redis.Reply()!;
            if (_ids.Length < members.Length)
            {
                _ids = new uint[members.Length * 2];
            }

            for (int index = 0; index < members.Length; index++)
            {
                _ids[index] = Id(members[index]);
            }

            return Answer.OfAll(Stopwatch.GetElapsedTime(start), _ids.AsSpan(0, members.Length));
        }

        List<PageRow> rows = operation.IsByCount
            ? PageByCount(k, after) : PageInOrderOf(operation == Operation.FirstBySpam, k, after);
        return Answer.OfPage(Stopwatch.GetElapsedTime(start), rows);
    }

    public override long PeakBytes() => _server?.PeakBytes() ?? 0;

    public override string Remarks() => _remarks;

    public override void Dispose()
    {
        _redis?.Dispose();
        _server?.Dispose();
    }

    private static byte[] Member(uint id)
    {
        byte[] member = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(member, id);
        return member;
    }

    private static uint Id(object? member) => BinaryPrimitives.ReadUInt32BigEndian((byte[])member!);

    private static string ListKey(int target) => string.Create(CultureInfo.InvariantCulture, $"list:{target}");

    private static string SiteKey(IdRange site) =>
        string.Create(CultureInfo.InvariantCulture, $"site:{site.Start}:{site.End}");

    private static int Score(object? score) => -(int)double.Parse((byte[])score!, CultureInfo.InvariantCulture);

    private List<PageRow> PageByCount(int k, PageRow? after)
    {
        long first = 0;
        if (after is { } row)
        {
            _redis!.Send("ZRANK", Counts, Member(row.Source));
            first = (long)_redis.Reply()! + 1;
        }

        _redis!.Send("ZRANGE", Counts, first, first + Oracle.PageRowCount - 1, "WITHSCORES");
        object?[] reply = (object?[])_redis.Reply()!;
        List<PageRow> rows = [];
        for (int index = 0; index < reply.Length && -Score(reply[index + 1]) <= k; index += 2)
        {
            rows.Add(new PageRow(Id(reply[index]), Score(reply[index + 1])));
        }

        return rows;
    }

    private List<PageRow> PageInOrderOf(bool isBySpam, int k, PageRow? after)
    {
        // What passed, with its spam score or with equal scores, which leaves the order of members.
        _redis!.Send("ZRANGESTORE", Passed, Counts, "-inf", k, "BYSCORE");
        if (isBySpam)
        {
            _redis.Send("ZINTERSTORE", Ranked, 2, Passed, "spam", "WEIGHTS", 0, 1);
        }
        else
        {
            _redis.Send("ZUNIONSTORE", Ranked, 1, Passed, "WEIGHTS", 0);
        }

        if (after is { } row)
        {
            _redis.Send("ZRANGEBYLEX", Ranked, (byte[])[(byte)'(', .. Member(row.Source)], "+", "LIMIT", 0,
                Oracle.PageRowCount);
        }
        else
        {
            _redis.Send("ZRANGE", Ranked, 0, Oracle.PageRowCount - 1);
        }

        object?[] members = (object?[])_redis.Reply()!;
        if (members.Length == 0)
        {
            return [];
        }

        _redis.Send(["ZMSCORE", Counts, .. members!]);
        object?[] scores = (object?[])_redis.Reply()!;
        return [.. members.Zip(scores, (member, score) => new PageRow(Id(member), Score(score)))];
    }

    private string Info(string name)
    {
        _redis!.Send("INFO");
        string text = System.Text.Encoding.ASCII.GetString((byte[])_redis.Reply()!);
        return text.Split("\r\n")
            .First(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..];
    }
}
