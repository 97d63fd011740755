using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Vennlink.Server.Http;
using Vennlink.Server.Keys;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;

namespace Vennlink.Server;

/// <summary>The HTTP server: builds the app that <c>vennlink serve</c> runs and the tests call.</summary>
public static partial class ServerApp
{
    private const string LinkIntersectPath = "/v2/link_intersect";

    // Moz's paths begin with a version; ours with what they are not.
    private const string ExplainPath = "/api/v1/explain";

    // A body up to this many times the allowed length is taken in and thrown away, so that its sender gets to read the 413; the connection of
    // a longer one is closed, which many clients report as a reset.
    private const int DrainedBodyFactor = 256;

    /// <summary>Builds the app; the caller runs it. Reads nothing but <paramref name="options"/>: no settings file, no environment.</summary>
    /// <param name="options">What to serve, and how.</param>
    /// <param name="logging">Where log lines go; by default the console's standard error.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="InvalidDataException">The keys file is none.</exception>
    public static WebApplication Create(ServerOptions options, Action<ILoggingBuilder>? logging = null) => Create(options, logging, answer: null);

    /// <summary>As the public one; <paramref name="answer"/>, where given, answers in place of the engine, so that a benchmark can tell the two apart.</summary>
    internal static WebApplication Create(ServerOptions options, Action<ILoggingBuilder>? logging, RequestDelegate? answer)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        KeyStore keys = KeyStore.Open(options.KeysFile, options.Clock);

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseUrls(options.Urls).ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
            // A failed start is thrown to the caller, who says it in one line; what stops the host later is critical, and still said.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        (logging ?? LogToStandardError)(builder.Logging);
        builder.Services
            .AddRoutingCore()
            .AddSingleton(services => new SnapshotHolder(options, services.GetRequiredService<ILogger<SnapshotHolder>>()))
            .AddHostedService(services => services.GetRequiredService<SnapshotHolder>())
            .AddSingleton(_ => new QueryGate(options));

        WebApplication app = builder.Build();
        SnapshotHolder snapshots = app.Services.GetRequiredService<SnapshotHolder>();
        QueryGate gate = app.Services.GetRequiredService<QueryGate>();
        var linkIntersect = new LinkIntersectApi(options, keys, snapshots, gate);
        ILogger<RequestEdge> requestLog = app.Services.GetRequiredService<ILogger<RequestEdge>>();
        app.Use(next => new RequestEdge(next, requestLog).InvokeAsync);
        app.UseRouting();
        Map(app, LinkIntersectPath, HttpMethods.Post, answer ?? linkIntersect.AnswerAsync);
        Map(app, ExplainPath, HttpMethods.Get, new ExplainApi(keys, snapshots, gate).AnswerAsync);
        Map(app, "/", HttpMethods.Get, new HomePage(snapshots).AnswerAsync);
        Map(app, "/healthz", HttpMethods.Get, context => AnswerHealthAsync(context, new HealthResponse("ok", null)));
        Map(app, "/readyz", HttpMethods.Get, context => AnswerReadyAsync(context, snapshots));
        app.Map("/{**path}", (RequestDelegate)(_ => throw new ApiException(
            StatusCodes.Status404NotFound, $"There is nothing at this path; this server answers POST {LinkIntersectPath}, GET {ExplainPath} and GET /.")));

        if (!keys.HasKeys())
        {
            NoKeys(app.Logger, keys.File, keys.File == KeyStore.DefaultFile ? "" : $" --keys {keys.File}");
        }

        return app;
    }

    // Method by hand, not by MapPost: routing's own 405 has no body. A path matches with and without a trailing slash.
    private static void Map(WebApplication app, string path, string method, RequestDelegate answer)
    {
        bool isGet = HttpMethods.IsGet(method);
        app.Map(path, context =>
        {
            if (HttpMethods.Equals(context.Request.Method, method) || (isGet && HttpMethods.IsHead(context.Request.Method)))
            {
                return answer(context);
            }

            throw new ApiException(StatusCodes.Status405MethodNotAllowed, $"{path} answers {method} only.", allow: isGet ? "GET, HEAD" : method);
        });
    }

    private static Task AnswerReadyAsync(HttpContext context, SnapshotHolder snapshots)
    {
        using SnapshotLease lease = snapshots.TryLeaseCurrent() ?? throw ApiException.NoIndex();
        return AnswerHealthAsync(context, new HealthResponse("ready", lease.Served.Id));
    }

    private static Task AnswerHealthAsync(HttpContext context, HealthResponse health)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(health, ApiJson.Readable.HealthResponse), "application/json");
    }

    private static void Limit(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = (long)options.MaxBodyBytes * DrainedBodyFactor;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 << 10;
        kestrel.Limits.MaxRequestLineSize = 8 << 10;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }

    // Standard error, since standard output of a shell verb is for what it answers.
    private static void LogToStandardError(ILoggingBuilder logging)
    {
        logging.AddConsole(console =>
        {
            console.FormatterName = LogLineFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        logging.Services.AddSingleton<ConsoleFormatter>(new LogLineFormatter(TimeProvider.System));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} has no key, so every query is answered 401. Add one (no restart needed): vennlink keys add NAME{KeysOption}")]
    private static partial void NoKeys(ILogger log, string file, string keysOption);
}
