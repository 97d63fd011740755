using Vennlink.Server.Serving;
using Vennlink.Snapshots;

namespace Vennlink.Server.Tests;

/// <summary>Files of a served index that another program writes to in place, and damage that is found late.</summary>
public sealed class ChangedFilesTests : IDisposable
{
    private const string Question =
        """
        {"positive_targets": [{"target": "latimes.com", "scope": "root_domain"}, {"target": "blog.nytimes.com", "scope": "subdomain"}],
         "negative_targets": [{"target": "moz.com", "scope": "root_domain"}]}
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeClock _clock = new(DateTimeOffset.UtcNow);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_is_cut_short_is_given_up_first_and_named_until_it_is_there_again()
    {
        string id = TestIndex.Publish(_folder["index"], TestIndex.SmallWeb);
        await using RunningServer server = await StartAsync();
        Answer good = await server.PostAsync(Question);
        Assert.Equal(200, good.Status);
        foreach (string file in IndexFiles())
        {
            string name = Path.GetFileName(file);
            byte[] whole = File.ReadAllBytes(file);
            await WriteInPlaceAsync(file, stream => stream.SetLength(whole.Length / 2));
            server.Snapshots.Poll();
            string notReady = (await server.GetAsync("/readyz")).Error(503, "Service Unavailable");
            Assert.StartsWith($"No index is being served: {name}: ", notReady, StringComparison.Ordinal);
            Assert.Equal(notReady, (await server.PostAsync(Question)).Error(503, "Service Unavailable"));
            Assert.Equal(200, (await server.GetAsync("/healthz")).Status);
            Assert.Contains(server.Log.All, line =>
                line.StartsWith($"Error: Gave up snapshot {id}, whose files change: {name}: ", StringComparison.Ordinal));

            File.WriteAllBytes(file + ".new", whole);
            File.Move(file + ".new", file, overwrite: true);
            _clock.Advance(TimeSpan.FromMinutes(1));
            server.Snapshots.Poll();
            Assert.Equal(good.Body, (await server.PostAsync(Question)).Body);
            Assert.Equal(200, (await server.GetAsync("/readyz")).Status);
        }
    }

    [Fact]
    public async Task Bytes_that_are_changed_in_place_after_they_were_read_never_get_into_an_answer()
    {
        TestIndex.Publish(_folder["index"], TestIndex.SmallWeb);
        await using RunningServer server = await StartAsync();
        Answer good = await server.PostAsync(Question);
        int damagedCount = 0;
        foreach (string file in IndexFiles())
        {
            byte[] whole = File.ReadAllBytes(file);
            for (int part = 1; part < 6; part++)
            {
                int offset = whole.Length * part / 6;
                await WriteInPlaceAsync(file, stream =>
                {
                    stream.Position = offset;
                    stream.WriteByte((byte)(whole[offset] ^ 0x10));
                });
                _clock.Advance(TimeSpan.FromMinutes(1));
                server.Snapshots.Poll();
                Answer answer = await server.PostAsync(Question);
                if (answer.Status == 200)
                {
                    Assert.Equal(good.Body, answer.Body);
                }
                else
                {
                    damagedCount++;
                    Assert.Contains(Path.GetFileName(file) + ": ", answer.Body, StringComparison.Ordinal);
                    Assert.Contains(Path.GetFileName(file) + ": ", (await server.GetAsync("/readyz"))
                        .Error(503, "Service Unavailable"), StringComparison.Ordinal);
                }

                await WriteInPlaceAsync(file, stream => stream.Write(whole));
                _clock.Advance(TimeSpan.FromMinutes(1));
                server.Snapshots.Poll();
            }
        }

        Assert.True(damagedCount > 5, "the damage was read");
        Assert.Equal(good.Body, (await server.PostAsync(Question)).Body);
    }

    [Fact]
    public async Task Opening_a_file_for_writing_and_leaving_it_as_it_is_costs_no_more_than_a_moment()
    {
        TestIndex.Publish(_folder["index"], TestIndex.SmallWeb);
        await using RunningServer server = await StartAsync();
        await WriteInPlaceAsync(IndexFiles()[0], _ => { });
        _clock.Advance(TimeSpan.FromMinutes(1));
        server.Snapshots.Poll();
        Assert.Equal(200, (await server.GetAsync("/readyz")).Status);
    }

    [Fact]
    public async Task A_scrub_finds_damage_that_no_query_meets_and_brings_readiness_down()
    {
        string id = TestIndex.Publish(_folder["index"], TestIndex.SmallWeb);
        string file = Path.Combine(IndexFolder.CurrentSnapshot(_folder["index"])!, "spam.model");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
        await using (RunningServer careless = await RunningServer.StartAsync(_folder))
        {
            Assert.Equal(200, (await careless.PostAsync(Question)).Status);
            Assert.Equal(200, (await careless.GetAsync("/readyz")).Status);
        }

        await using RunningServer server = await RunningServer.StartAsync(_folder, options =>
            options with { ScrubBytesPerSecond = 64 << 20, ScrubRest = TimeSpan.FromMilliseconds(20) });
        await WaitAsync(async () => (await server.GetAsync("/readyz")).Status == 503);
        Assert.StartsWith("The index is damaged: spam.model: at byte ", (await server.GetAsync("/readyz"))
            .Error(503, "Service Unavailable"), StringComparison.Ordinal);

        // What is sound goes on being answered, and what is not is an error.
        Assert.Equal(200, (await server.PostAsync(Question)).Status);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.Single(server.Log.All, line =>
            line.StartsWith($"Error: Snapshot {id} is damaged: spam.model: ", StringComparison.Ordinal));

        string next = TestIndex.Publish(_folder["index"], TestIndex.Fans("popular.example", 10));
        await WaitAsync(async () => (await server.GetAsync("/readyz")).Body.Contains(next, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_scrub_of_a_sound_index_keeps_to_its_rate_and_says_nothing()
    {
        TestIndex.Publish(_folder["index"], TestIndex.SmallWeb);
        long byteCount = IndexFiles().Sum(file => new FileInfo(file).Length);
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        await using RunningServer server = await RunningServer.StartAsync(_folder, options =>
            options with { ScrubBytesPerSecond = byteCount, ScrubRest = TimeSpan.FromDays(1) });
        await WaitAsync(() => Task.FromResult(server.Log.All.Any(line =>
            line.StartsWith("Debug: Checked ", StringComparison.Ordinal))));
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds, 0.8, 30);
        Assert.DoesNotContain(server.Log.All, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Equal(200, (await server.GetAsync("/readyz")).Status);
    }

    private static async Task WaitAsync(Func<Task<bool>> isSo)
    {
        for (int turn = 0; !await isSo(); turn++)
        {
            Assert.True(turn < 500, "not so after ten seconds");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private async Task<RunningServer> StartAsync()
    {
        RunningServer server = await RunningServer.StartAsync(_folder, options =>
            options with { Clock = _clock, PollInterval = TimeSpan.FromMilliseconds(20) });
        using SnapshotLease lease = server.Snapshots.TryLeaseCurrent()!;
        Assert.SkipUnless(lease.Served.Snapshot.IsGuarded, "this file system gives no leases");
        return server;
    }

    private string[] IndexFiles() =>
        [.. Directory.GetFiles(IndexFolder.CurrentSnapshot(_folder["index"])!)
            .Where(file => Path.GetFileName(file) != "manifest.json").Order(StringComparer.Ordinal)];

    // Waits, as any program does, until the server lets it.
    private static Task WriteInPlaceAsync(string file, Action<FileStream> write) => Task.Run(() =>
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        write(stream);
    });
}
