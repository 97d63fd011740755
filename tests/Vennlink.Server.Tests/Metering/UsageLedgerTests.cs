using Vennlink.Server.Metering;

namespace Vennlink.Server.Tests.Metering;

public sealed class UsageLedgerTests : IDisposable
{
    private static readonly DateTimeOffset _start = new(2026, 11, 30, 23, 58, 30, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeClock _clock = new(_start);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_charged_is_summed_by_minute_day_and_month_as_plain_sums_are()
    {
        await using UsageLedger ledger = new(_folder["u.db"], _clock);
        List<(DateTimeOffset Time, Charge Charge)> charged = [];
        Random random = new(7);
        for (int i = 0; i < 400; i++)
        {
            Charge charge = new($"key{random.Next(3)}", random.Next(2) == 0 ? "count" : "intersect",
                random.Next(2), random.Next(10), null);
            Assert.True(await ledger.ChargeAsync(charge));
            charged.Add((_clock.GetUtcNow(), charge));
            _clock.Advance(TimeSpan.FromSeconds(random.Next(30)));
        }

        foreach (string key in (string[])["key0", "key1", "key2", "nobody"])
        {
            foreach ((int from, int until) in ((int, int)[])[(0, 1), (0, 90), (1, 2), (17, 40), (40, 17)])
            {
                DateTimeOffset first = Minute(_start.AddMinutes(from));
                DateTimeOffset end = Minute(_start.AddMinutes(until));
                Assert.Equal(
                    charged.Where(one => one.Charge.AccessId == key && one.Time >= first && one.Time < end)
                        .Sum(one => one.Charge.Rows),
                    ledger.Rows(key, _start.AddMinutes(from), _start.AddMinutes(until)));
            }

            Assert.Equal(
                charged.Where(one => one.Charge.AccessId == key && one.Time.Month == _clock.GetUtcNow().Month)
                    .Sum(one => one.Charge.Rows),
                ledger.RowsThisMonth(key));
        }

        Assert.Equal(
            charged.GroupBy(one => (Day: DateOnly.FromDateTime(one.Time.UtcDateTime), one.Charge.AccessId,
                one.Charge.Call)).OrderBy(group => group.Key.Day).ThenBy(group => group.Key.AccessId)
                .ThenBy(group => group.Key.Call).Select(group => new UsageEntry(
                    group.Key.Day, group.Key.AccessId, group.Key.Call, group.Sum(one => one.Charge.Requests),
                    group.Sum(one => one.Charge.Rows))),
            ledger.Days(new DateOnly(2026, 11, 1), accessId: null));

        static DateTimeOffset Minute(DateTimeOffset time) =>
            DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds() / 60 * 60);
    }

    [Fact]
    public async Task A_quota_holds_exactly_for_all_servers_that_share_the_file()
    {
        await using UsageLedger one = new(_folder["u.db"], _clock);
        await using UsageLedger other = new(_folder["u.db"], _clock);
        Charge charge = new("key", "intersect", 1, 3, RowsAMonth: 1000);
        bool[] charged = await Task.WhenAll(Enumerable.Range(0, 800).Select(i => Task.Run(
            () => (i % 2 == 0 ? one : other).ChargeAsync(charge), TestContext.Current.CancellationToken)));
        Assert.Equal(333, charged.Count(isCharged => isCharged));
        Assert.Equal(999, one.RowsThisMonth("key"));
        Assert.Equal(333, Assert.Single(other.Days(new DateOnly(2026, 11, 1), "key")).Requests);

        // What is left fits; the next month begins anew.
        Assert.True(await one.ChargeAsync(charge with { Rows = 1 }));
        Assert.False(await one.ChargeAsync(charge with { Rows = 1 }));
        Assert.True(await one.ChargeAsync(charge with { Rows = 0 }));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(await one.ChargeAsync(charge with { Rows = 1001 }));
        Assert.True(await one.ChargeAsync(charge with { Rows = 1000 }));
    }

    [Fact]
    public async Task What_cannot_be_written_stops_those_with_a_quota_and_is_charged_to_the_others_later()
    {
        string file = _folder["u.db"];
        Directory.CreateDirectory(file);
        await using UsageLedger ledger = new(file, _clock);
        Charge free = new("free", "count", 1, 2, null);
        Assert.True(await ledger.ChargeAsync(free));
        await Assert.ThrowsAnyAsync<IOException>(() => ledger.ChargeAsync(free with { AccessId = "bound", RowsAMonth = 9 }));
        Assert.True(await ledger.ChargeAsync(free));

        Directory.Delete(file);
        Assert.True(await ledger.ChargeAsync(free));
        Assert.Equal(6, ledger.RowsThisMonth("free"));
        Assert.Equal(0, ledger.RowsThisMonth("bound"));
    }
}
