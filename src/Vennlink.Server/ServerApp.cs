using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Vennlink.Server.Endpoints;
using Vennlink.Server.Endpoints.Imports;
using Vennlink.Server.Endpoints.Page;
using Vennlink.Server.Endpoints.Questions;
using Vennlink.Server.Http;
using Vennlink.Server.Imports;
using Vennlink.Server.Keys;
using Vennlink.Server.Mcp;
using Vennlink.Server.Metering;
using Vennlink.Server.Notebook;
using Vennlink.Server.Pages;
using Vennlink.Server.Rpc;
using Vennlink.Server.Serving;
using Vennlink.Server.Sessions;

namespace Vennlink.Server;

/// <summary>The HTTP server: builds the app that <c>vennlink serve</c> runs and the tests call.</summary>
public static partial class ServerApp
{
    // A body up to this many times the allowed length is taken in and thrown away, so that its sender gets to read the
    // 413; the connection of a longer one is closed, which many clients report as a reset.
    private const int DrainedBodyFactor = 256;

    /// <summary>
    /// Builds the app; the caller runs it. Reads nothing but <paramref name="options"/>: no settings file, no
    /// environment.
    /// </summary>
    /// <param name="options">What to serve, and how.</param>
    /// <param name="logging">Where log lines go; by default the console's standard error.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="InvalidDataException">The keys file is none.</exception>
    public static WebApplication Create(ServerOptions options, Action<ILoggingBuilder>? logging = null) =>
        Create(options, logging, answer: null);

    /// <summary>
    /// As the public one; <paramref name="answer"/>, where given, answers the first endpoint's requests in place of the
    /// engine, so that a benchmark can tell the two apart.
    /// </summary>
    internal static WebApplication Create(
        ServerOptions options, Action<ILoggingBuilder>? logging, RequestDelegate? answer)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        KeyStore keys = KeyStore.Open(options.KeysFile, options.Clock);

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseUrls(options.Urls).ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("ModelContextProtocol", LogLevel.Warning)
            // A failed start is thrown to the caller, who says it in one line; what stops the host later is critical,
            // and still said.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        (logging ?? LogToStandardError)(builder.Logging);
        builder.Services
            .AddRoutingCore()
            .AddSingleton(services =>
                new SnapshotHolder(options, services.GetRequiredService<ILogger<SnapshotHolder>>()))
            .AddHostedService(services => services.GetRequiredService<SnapshotHolder>())
            .AddHostedService(services => new Scrubber(
                options,
                services.GetRequiredService<SnapshotHolder>(),
                services.GetRequiredService<ILogger<Scrubber>>()))
            .AddSingleton(_ => new SessionStore(options.Clock))
            .AddSingleton(_ => new NotebookStore(Path.Combine(options.DataFolder, "page.db"), options.Clock))
            .AddSingleton(services => new ImportStore(
                options, services.GetRequiredService<SnapshotHolder>(), services.GetRequiredService<NotebookStore>(),
                services.GetRequiredService<ILogger<ImportStore>>()))
            .AddSingleton(_ => new QueryGate(options))
            .AddSingleton(services => new Meter(
                keys, new UsageLedger(UsageLedger.FileFor(options.KeysFile), options.Clock), options.Weights,
                services.GetRequiredService<ILogger<Meter>>()))
            .AddSingleton(services => new EndpointServices(
                options, services.GetRequiredService<SnapshotHolder>(), services.GetRequiredService<QueryGate>(),
                keys.TokenSecret)
            {
                Compared = services.GetService<ComparedIndex>()?.Snapshots,
                Meter = services.GetRequiredService<Meter>(),
            });
        McpRoute.AddServices(builder.Services);
        if (options.CompareFolder is { } compared)
        {
            builder.Services
                .AddSingleton(services => new ComparedIndex(new SnapshotHolder(
                    options with { IndexFolder = compared }, services.GetRequiredService<ILogger<SnapshotHolder>>())))
                .AddHostedService(services => services.GetRequiredService<ComparedIndex>());
        }

        WebApplication app = builder.Build();
        ILogger<RequestEdge> requestLog = app.Services.GetRequiredService<ILogger<RequestEdge>>();
        if (options.CorsOrigins.Count > 0)
        {
            app.Use(new CrossOrigin(options.CorsOrigins).InvokeAsync);
        }

        app.Use(next => new RequestEdge(next, requestLog).InvokeAsync);
        app.UseRouting();
        MapPaths(app, options, keys, answer);
        if (!keys.HasKeys())
        {
            NoKeys(app.Logger, keys.File, keys.AddCommand);
        }
        else
        {
            Keys(app.Logger, keys.AddCommand);
        }

        foreach (string address in PublicAddresses(options.Urls))
        {
            NoTls(app.Logger, address);
        }

        return app;
    }

    /// <summary>
    /// An address of the running app that signs a browser of this machine in, once; null where it listens on none that
    /// such a browser reaches. One made before is worthless from then on.
    /// </summary>
    public static string? OneTimeAddress(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        SessionStore sessions = app.Services.GetRequiredService<SessionStore>();
        return app.Urls.Select(BindingAddress.Parse).Select(LocalAddressOf).FirstOrDefault(url => url is not null)
            is { } url ? $"{url}/?token={sessions.MakeToken()}" : null;
    }

    // An address to listen on is not always one to call. Null where no browser of this machine reaches it by a name of
    // the loopback.
    private static string? LocalAddressOf(BindingAddress address)
    {
        string host = address.Host;
        bool isNumber = IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip);
        bool isAll = host is "*" or "+" or "localhost" || (isNumber && (ip!.Equals(IPAddress.Any)
            || ip.Equals(IPAddress.IPv6Any)));
        string? name = isAll ? "localhost" : isNumber && IPAddress.IsLoopback(ip!) ? host : null;
        return address.IsUnixPipe || name is null ? null : $"http://{name}:{address.Port}";
    }

    // Those that other machines may reach. A socket file is reached by name on this machine alone.
    private static IEnumerable<string> PublicAddresses(string urls) => urls.Split(';').Where(url =>
    {
        BindingAddress address = BindingAddress.Parse(url);
        bool isLocal = address.IsUnixPipe || address.Host == "localhost"
            || (IPAddress.TryParse(address.Host, out IPAddress? ip) && IPAddress.IsLoopback(ip));
        return !isLocal;
    });

    private static void MapPaths(WebApplication app, ServerOptions options, KeyStore keys, RequestDelegate? answer)
    {
        SnapshotHolder snapshots = app.Services.GetRequiredService<SnapshotHolder>();
        EndpointServices services = app.Services.GetRequiredService<EndpointServices>();
        NotebookStore notebook = app.Services.GetRequiredService<NotebookStore>();
        Meter meter = app.Services.GetRequiredService<Meter>();
        IEndpoint[] counted =
        [
            new LinkIntersectEndpoint(services),
            new UsageEndpoint(options, meter),
            new IntersectEndpoint(services),
            new CountEndpoint(services),
            new SubsetsEndpoint(services),
            new EvidenceEndpoint(services),
            new BatchEndpoint(services),
            new DiffEndpoint(services),
            new ExplainEndpoint(services),
            new TargetsEndpoint(services),
        ];
        IEndpoint[] actions = [new RpcIntersect(services), new QuotaLookup(options, meter)];
        IEndpoint[] endpoints =
        [
            .. counted.Select(services.Counted),
            new IndexEndpoint(services),
            new InputsEndpoint(services),
            new SnapshotsEndpoint(services),
            new RecordEndpoint(services, new InputPlaces(options, notebook)),
            new SavedListEndpoint(notebook, options.MaxBodyBytes),
            new SaveEndpoint(notebook, options.MaxQuestionBytes),
            new ForgetEndpoint(notebook),
            new MarkListEndpoint(notebook, options.MaxBodyBytes),
            new MarkEndpoint(notebook, options.MaxBodyBytes),
            .. new ImportCalls(options, app.Services.GetRequiredService<ImportStore>()).All(),
            new RpcEndpoint([.. actions.Select(services.Counted)], options.MaxBodyBytes),
        ];
        PathTable paths = new(app);
        Visitors visitors = new(keys, app.Services.GetRequiredService<SessionStore>());
        SiteFiles site = new(options.SiteFolder);
        foreach (IEndpoint endpoint in endpoints)
        {
            EndpointRoute route = new(endpoint, visitors);
            bool isReplaced = answer is not null && endpoint == endpoints[0];
            paths.Map(endpoint.Method, endpoint.Path, isReplaced ? answer! : route.AnswerAsync);
        }

        new SessionRoute(visitors).Map(paths);
        McpRoute.Map(app, paths, keys, options.MaxQuestionBytes);
        Probes probes = new(snapshots);
        paths.Map(HttpMethods.Get, "/openapi.json", new ApiDocument(options).AnswerAsync);
        ReferencePage.Map(app, paths);
        paths.Map(HttpMethods.Get, "/", new HomePage(snapshots, site, visitors).AnswerAsync);
        paths.Map(HttpMethods.Get, SiteFiles.Path, site.AnswerAsync, isListed: false);
        paths.Map(HttpMethods.Get, "/healthz", Probes.AnswerHealthAsync, isListed: false);
        paths.Map(HttpMethods.Get, "/readyz", probes.AnswerReadinessAsync, isListed: false);
        paths.MapRest();
    }

    private static void Limit(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;

        // RFC 9112, 3.2.2: where the request line names a host, the Host header does not count.
        kestrel.AllowHostHeaderOverride = true;
        kestrel.Limits.MaxRequestBodySize =
            Math.Max((long)options.MaxBodyBytes * DrainedBodyFactor, options.MaxQuestionBytes);
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 << 10;
        kestrel.Limits.MaxRequestLineSize = 8 << 10;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(
            bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
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

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{File} has no key, so every query is answered 401. Add one (no restart needed): {Command}")]
    private static partial void NoKeys(ILogger log, string file, string command);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Address} can be reached from other machines, and has no TLS: keys and answers can be read on the "
            + "way. Put a proxy with HTTPS in front of it")]
    private static partial void NoTls(ILogger log, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "To add a key (no restart needed): {Command}")]
    private static partial void Keys(ILogger log, string command);
}
