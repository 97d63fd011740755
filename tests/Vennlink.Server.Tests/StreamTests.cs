using System.Globalization;
using System.Text;
using Vennlink.Server.Endpoints;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Tests;

/// <summary>Answers that are streamed: what they hold on to, who waits for whom, and how they end early.</summary>
public sealed class StreamTests : IDisposable
{
    // Some 17 MB of lines: more than all buffers on the way to a client that does not read.
    private const int RowCount = 105_000;

    private const string Question = """{"to": ["popular.example"]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_client_that_does_not_read_holds_no_turn_and_one_that_leaves_ends_its_stream()
    {
        Publish();
        await using RunningServer server = await RunningServer.StartAsync(_folder, options =>
            options with { MaxConcurrentQueries = 1, MaxConcurrentStreams = 1 });
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        HttpResponseMessage response = await BeginAsync(server);
        Assert.Equal(1, server.Gate.StreamCount);

        // With one turn in all, queries are answered while the stream stands still.
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await server.PostAsync(Question, "/api/v1/count")).Status);
        }

        using HttpRequestMessage second = Streamed(server);
        Answer refused = await server.SendAsync(second);
        Assert.Equal(
            "Too many answers are being streamed; try again in a moment.", refused.Error(503, "Service Unavailable"));

        response.Dispose();
        while (server.Gate.StreamCount > 0 || !server.Log.All.Any(line =>
            line.Contains("/api/v1/intersect 499 ", StringComparison.Ordinal)))
        {
            await Task.Delay(5, cancellationToken);
        }

        using HttpRequestMessage whole = Streamed(server);
        Answer answer = await server.SendAsync(whole);
        Assert.Equal(RowCount, answer.Body.AsSpan().Count('\n'));
        Assert.Contains(server.Log.All, line => line.Contains($" rows {RowCount}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData("application/vnd.apache.parquet")]
    public async Task A_client_that_leaves_ends_the_work_in_every_form(string form)
    {
        Publish();
        await using RunningServer server =
            await RunningServer.StartAsync(_folder, options => options with { MaxConcurrentQueries = 1 });
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using HttpRequestMessage request = server.Post(new StringContent(Question), "/api/v1/intersect");
        request.Headers.Add("Accept", form);
        HttpResponseMessage response =
            await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

        // The one turn is held, so that the stream is under way when its client leaves, however fast it is.
        using ManualResetEventSlim release = new();
        Task<int> turn = Task.Run(
            () => server.Gate.RunAsync(_ => { release.Wait(cancellationToken); return 1; }, cancellationToken),
            cancellationToken);
        while (server.Gate.WaitingCount == 0 && server.Gate.StreamCount > 0)
        {
            await Task.Delay(5, cancellationToken);
        }

        response.Dispose();
        for (int wait = 0; server.Gate.StreamCount > 0 && wait < 2000; wait++)
        {
            await Task.Delay(5, cancellationToken);
        }

        release.Set();
        await turn;
        Assert.Equal(0, server.Gate.StreamCount);
        string end = Assert.Single(
            server.Log.All, line => line.Contains("/api/v1/intersect 499 ", StringComparison.Ordinal));
        Assert.DoesNotContain($" rows {RowCount}", end, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_streams_take_turns()
    {
        using QueryGate gate = new(Options);
        NumberedRows first = new(5);
        NumberedRows second = new(5);
        await using AnswerStream one = new(gate, first, TestContext.Current.CancellationToken);
        await using AnswerStream other = new(gate, second, TestContext.Current.CancellationToken);
        Assert.Equal("1\n", await NextAsync(one));
        Assert.Equal("1\n", await NextAsync(other));
        Assert.Equal((0, 2), (gate.RunningCount, gate.StreamCount));
        Assert.Equal("2\n", await NextAsync(one));
    }

    [Fact]
    public async Task What_goes_wrong_behind_the_first_batch_is_the_last_line_or_an_exception()
    {
        using QueryGate gate = new(Options);
        await using AnswerStream lines = new(
            gate, new NumberedRows(1) { Problem = "It broke." }, TestContext.Current.CancellationToken);
        Assert.Equal("1\n", await NextAsync(lines));
        Assert.Equal("It broke.\n", await NextAsync(lines));
        Assert.Equal("", await NextAsync(lines));

        await using AnswerStream csv = new(
            gate, new NumberedRows(1) { Problem = "It broke.", CanTell = false },
            TestContext.Current.CancellationToken);
        Assert.Equal("1\n", await NextAsync(csv));
        await Assert.ThrowsAsync<ApiException>(() => NextAsync(csv));

        await using AnswerStream none = new(
            gate, new NumberedRows(0) { Problem = "It broke." }, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<ApiException>(() => NextAsync(none));
    }

    [Fact]
    public async Task A_stream_under_way_is_not_sent_away_by_a_crowd()
    {
        ServerOptions options = Options with { MaxConcurrentQueries = 1, MaxWaitingQueries = 0 };
        using QueryGate gate = new(options);
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using AnswerStream stream = new(gate, new NumberedRows(3), cancellationToken);
        Assert.Equal("1\n", await NextAsync(stream));
        using ManualResetEventSlim release = new();
        Task<int> running = Task.Run(
            () => gate.RunAsync(_ => { release.Wait(cancellationToken); return 1; }, cancellationToken),
            cancellationToken);
        while (gate.RunningCount == 0)
        {
            await Task.Delay(5, cancellationToken);
        }

        await Assert.ThrowsAsync<ApiException>(() => gate.RunAsync(_ => 1, cancellationToken));
        Task<string> next = NextAsync(stream);
        await Task.Delay(120, cancellationToken);
        Assert.False(next.IsCompleted);
        release.Set();
        Assert.Equal((1, "2\n"), (await running, await next));
    }

    [Fact]
    public async Task A_batch_that_takes_too_long_ends_the_stream()
    {
        using QueryGate gate = new(Options with { QueryTimeout = TimeSpan.FromMilliseconds(50) });
        await using AnswerStream stream = new(
            gate, new NumberedRows(1) { IsEndless = true }, TestContext.Current.CancellationToken);
        Assert.Equal("1\n", await NextAsync(stream));
        Assert.Equal("The query took too long.\n", await NextAsync(stream));
    }

    private static ServerOptions Options => new() { IndexFolder = "", KeysFile = "" };

    private static async Task<string> NextAsync(AnswerStream stream) =>
        Encoding.UTF8.GetString((await stream.NextAsync()).Span);

    private static HttpRequestMessage Streamed(RunningServer server)
    {
        HttpRequestMessage request = server.Post(new StringContent(Question), "/api/v1/intersect");
        request.Headers.Add("Accept", "application/x-ndjson");
        return request;
    }

    private static async Task<HttpResponseMessage> BeginAsync(RunningServer server)
    {
        using HttpRequestMessage request = Streamed(server);
        return await server.Client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    private void Publish()
    {
        StringBuilder links = new("source,target,title\n");
        for (int i = 0; i < RowCount; i++)
        {
            links.Append(CultureInfo.InvariantCulture,
                $"http://s{i % 1000}.example/{i},http://popular.example/,A page of a title\n");
        }

        TestIndex.Publish(_folder["index"], links.ToString());
    }

    // A number a batch.
    private sealed class NumberedRows(int count) : IAnswerRows
    {
        public string? Problem { get; init; }

        public bool CanTell { get; init; } = true;

        public bool IsEndless { get; init; }

        public long RowCount { get; private set; }

        public bool WriteBatch(Stream output, CancellationToken stop)
        {
            if (RowCount == count)
            {
                while (IsEndless)
                {
                    stop.ThrowIfCancellationRequested();
                    Thread.Sleep(1);
                }

                throw new ApiException(500, Problem ?? "No more.");
            }

            RowCount++;
            output.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{RowCount}\n")));
            return false;
        }

        public bool TryWriteProblem(ApiException problem, Stream output)
        {
            output.Write(Encoding.UTF8.GetBytes(problem.Message + "\n"));
            return CanTell;
        }

        public void Dispose()
        {
        }
    }
}
