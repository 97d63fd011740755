namespace Vennlink.Server.Tests;

/// <summary>More queries than the server runs at once, and clients that do not wait.</summary>
public sealed class CrowdTests : IDisposable
{
    private const string Question = """{"positive_targets": [{"target": "latimes.com", "scope": "root_domain"}]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_query_too_many_is_a_503_and_a_client_that_leaves_makes_room()
    {
        TestIndex.Publish(_folder["index"], TestIndex.SmallWeb);
        await using RunningServer server = await RunningServer.StartAsync(_folder, options =>
            options with { MaxConcurrentQueries = 1, MaxWaitingQueries = 1 });
        using var release = new ManualResetEventSlim();
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        Task<int> running = Task.Run(() =>
            server.Gate.RunAsync(_ => { release.Wait(cancellationToken); return 1; }, cancellationToken),
            cancellationToken);
        while (server.Gate.RunningCount == 0)
        {
            await Task.Delay(5, cancellationToken);
        }

        using var leave = new CancellationTokenSource();
        using HttpRequestMessage request = server.Post(new StringContent(Question));
        Task<HttpResponseMessage> waiting = server.Client.SendAsync(request, leave.Token);
        while (server.Gate.WaitingCount == 0)
        {
            await Task.Delay(5, cancellationToken);
        }

        Answer refused = await server.PostAsync(Question);
        Assert.Equal("Too many queries are waiting; try again in a moment.", refused.Error(503, "Service Unavailable"));
        Assert.Equal("2", refused.Headers["Retry-After"]);

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        while (server.Gate.WaitingCount > 0
            || !server.Log.All.Any(line => line.Contains(" 499 ", StringComparison.Ordinal)))
        {
            await Task.Delay(5, cancellationToken);
        }

        Task<Answer> next = server.PostAsync(Question);
        release.Set();
        Assert.Equal((1, 200), (await running, (await next).Status));
    }
}
