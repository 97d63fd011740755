using System.Diagnostics;
using Vennlink.Snapshots;

namespace Vennlink.Server.Tests;

/// <summary>A newer snapshot takes the place of the one that is served.</summary>
public sealed class SwapTests(ITestOutputHelper output) : IDisposable
{
    private const string Question = """{"positive_targets": [{"target": "popular.example", "scope": "root_domain"}], "source_scope": "root_domain", "limit": 1}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Newer_snapshots_are_served_within_5_seconds_and_no_request_fails()
    {
        TestIndex.Publish(_folder["index"], TestIndex.Fans("popular.example", 100));
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        using var done = new CancellationTokenSource();
        Task<int>[] clients = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            int count = 0;
            while (!done.IsCancellationRequested)
            {
                Assert.Single(Rows.Of(await server.PostAsync(Question)).Pages);
                count++;
            }

            return count;
        }))];
        for (int i = 1; i <= 3; i++)
        {
            string id = TestIndex.Publish(_folder["index"], TestIndex.Fans("popular.example", 100 + i));
            long published = Stopwatch.GetTimestamp();
            while (await ReadyIdAsync(server) != id)
            {
                Assert.True(Stopwatch.GetElapsedTime(published) < TimeSpan.FromSeconds(5), "not served after 5 s");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            output.WriteLine($"served {Stopwatch.GetElapsedTime(published).TotalMilliseconds:F0} ms after publication");
        }

        await done.CancelAsync();
        int requests = (await Task.WhenAll(clients)).Sum();
        output.WriteLine($"{requests} requests over 3 swaps, none failed");
        Assert.True(requests > 20);
    }

    [Fact]
    public async Task A_server_started_before_its_index_serves_it_once_it_is_there()
    {
        await using RunningServer server = await RunningServer.StartAsync(_folder);
        Assert.Equal(503, (await server.PostAsync(Question)).Status);
        string id = TestIndex.Publish(_folder["index"], TestIndex.SmallWeb);
        server.Snapshots.Poll();
        Assert.Equal(id, await ReadyIdAsync(server));
        Assert.Equal(200, (await server.PostAsync(Question)).Status);
    }

    [Fact]
    public async Task A_broken_newer_snapshot_is_logged_once_and_the_old_one_goes_on_serving()
    {
        string good = TestIndex.Publish(_folder["index"], TestIndex.SmallWeb);
        await using RunningServer server = await RunningServer.StartAsync(_folder, options =>
            options with { PollInterval = TimeSpan.FromMilliseconds(20) });
        string brokenFolder = IndexFolder.SnapshotFolder(_folder["index"], "deadbeef");
        Directory.CreateDirectory(brokenFolder);
        File.WriteAllText(Path.Combine(brokenFolder, "manifest.json"), "{");
        SetCurrent("deadbeef");
        server.Snapshots.Poll();
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.Equal(good, await ReadyIdAsync(server));
        Assert.Equal(200, (await server.PostAsync(Question)).Status);
        Assert.Single(server.Log.All, line =>
            line.StartsWith("Error: Cannot open snapshot deadbeef, so the one before is served on: ",
                StringComparison.Ordinal));

        SetCurrent("../../etc");
        server.Snapshots.Poll();
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.Equal(good, await ReadyIdAsync(server));
        Assert.Single(server.Log.All, line =>
            line.StartsWith("Error: Cannot tell the current snapshot of ", StringComparison.Ordinal));

        SetCurrent(good);
        string next = TestIndex.Publish(_folder["index"], TestIndex.Fans("popular.example", 10));
        server.Snapshots.Poll();
        Assert.Equal(next, await ReadyIdAsync(server));
    }

    [Fact]
    public async Task A_snapshot_in_use_stays_open_until_its_last_reader_leaves()
    {
        TestIndex.Publish(_folder["index"], TestIndex.SmallWeb);
        var clock = new FakeClock(DateTimeOffset.UtcNow);
        await using RunningServer server = await RunningServer.StartAsync(_folder, options =>
            options with { Clock = clock });
        using Serving.SnapshotLease lease = server.Snapshots.TryLeaseCurrent()!;
        TestIndex.Publish(_folder["index"], TestIndex.Fans("popular.example", 10));
        server.Snapshots.Poll();
        clock.Advance(TimeSpan.FromHours(30));
        server.Snapshots.Poll();
        Assert.False(Directory.Exists(IndexFolder.SnapshotFolder(_folder["index"], lease.Served.Id)));
        Assert.True(lease.Served.Snapshot.DomainAuthority(new(0)) >= 1);
    }

    // By a rename, as everybody must who writes it: a file that is written in place is empty for a moment, and a server
    // that looks just then rightly says so.
    private void SetCurrent(string id)
    {
        string current = Path.Combine(_folder["index"], "CURRENT");
        File.WriteAllText(current + ".new", id + "\n");
        File.Move(current + ".new", current, overwrite: true);
    }

    private static async Task<string> ReadyIdAsync(RunningServer server) =>
        (await server.GetAsync("/readyz")).Body.Split('"')[^2];
}
