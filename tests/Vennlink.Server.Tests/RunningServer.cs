using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vennlink.Server.Endpoints;
using Vennlink.Server.Keys;
using Vennlink.Server.Serving;
using Vennlink.Server.Tests.OpenApi;

namespace Vennlink.Server.Tests;

/// <summary>The real server on a free port of the loopback, with one key, a client and its log.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public const string Path = "/v2/link_intersect";

    private readonly WebApplication _app;

    private RunningServer(WebApplication app, ServerOptions options, NewKey key, LogLines log)
    {
        _app = app;
        Options = options;
        Key = key;
        Log = log;
        Address = new Uri(
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public ServerOptions Options { get; }

    public Uri Address { get; }

    public NewKey Key { get; }

    public LogLines Log { get; }

    /// <summary>Sends no credentials of its own.</summary>
    public HttpClient Client { get; }

    public SnapshotHolder Snapshots => _app.Services.GetRequiredService<SnapshotHolder>();

    public QueryGate Gate => _app.Services.GetRequiredService<QueryGate>();

    public string BasicToken => Key.Token;

    public static string TokenOf(string accessId, string secretKey) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{accessId}:{secretKey}"));

    /// <summary>
    /// Starts a server; its keys file is <c>keys.db</c> in <paramref name="folder"/>, its index the folder
    /// <c>index</c>.
    /// </summary>
    /// <param name="folder">Of the test.</param>
    /// <param name="change">Changes the options.</param>
    /// <param name="key">A key of the file to go on with; a new one by default.</param>
    public static async Task<RunningServer> StartAsync(
        TemporaryFolder folder, Func<ServerOptions, ServerOptions>? change = null, NewKey? key = null)
    {
        var options = new ServerOptions
        {
            IndexFolder = folder["index"],
            KeysFile = folder["keys.db"],
            Urls = "http://127.0.0.1:0"
        };
        options = change?.Invoke(options) ?? options;
        key ??= KeyStore.Open(options.KeysFile).Add("test");
        var log = new LogLines();
        WebApplication app = ServerApp.Create(options, logging =>
            logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningServer(app, options, key, log);
    }

    /// <summary>An address that signs a browser in once.</summary>
    public string? OneTimeAddress() => ServerApp.OneTimeAddress(_app);

    /// <summary>Posts a body with valid credentials, without a content type.</summary>
    public async Task<Answer> PostAsync(string body, string path = Path)
    {
        using HttpRequestMessage request = Post(new ByteArrayContent(Encoding.UTF8.GetBytes(body)), path);
        return await SendAsync(request);
    }

    /// <summary>A POST with valid credentials.</summary>
    public HttpRequestMessage Post(HttpContent content, string path = Path) =>
        new(HttpMethod.Post, path)
        {
            Content = content,
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", BasicToken) }
        };

    /// <summary>Sends a request; its answer must be as the OpenAPI document says.</summary>
    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        Answer answer = await Answer.OfAsync(response);
        DescribedApi.Check(request, answer);
        return answer;
    }

    public async Task<Answer> GetAsync(string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.Add("Accept", accept);
        }

        return await SendAsync(request);
    }

    /// <summary>Sends bytes as they are and returns all that comes back until the server closes.</summary>
    /// <param name="bytes">What is sent first.</param>
    /// <param name="afterFirstAnswer">What is sent when the first bytes have come back.</param>
    public async Task<string> SendRawAsync(string bytes, string afterFirstAnswer = "")
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port, cancellationToken);
        await socket.SendAsync(Encoding.Latin1.GetBytes(bytes), cancellationToken);
        byte[] first = new byte[64 << 10];
        int length = await socket.ReceiveAsync(first, cancellationToken);
        await socket.SendAsync(Encoding.Latin1.GetBytes(afterFirstAnswer), cancellationToken);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Encoding.UTF8.GetString(first, 0, length) + await reader.ReadToEndAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
    }
}
