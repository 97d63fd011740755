using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Vennlink.Cli.Arguments;
using Vennlink.Cli.Indexes;
using Vennlink.Cli.Outcomes;
using Vennlink.Cli.Output;
using Vennlink.Server;
using Vennlink.Server.Metering;
using Vennlink.Server.Serving;
using Vennlink.Snapshots;

namespace Vennlink.Cli.Verbs;

/// <summary><c>vennlink serve</c>: the HTTP API.</summary>
internal static class ServeVerb
{
    private const long ScrubBytesPerSecond = 16 << 20;

    public static VerbCommand Create(Interruption interruption) => new(
        "serve",
        "Answers over HTTP, as the Moz Links API V2 does.",
        "There is no need to restart: newer snapshots in DIR, and new or revoked keys, are taken up at once.",
        "vennlink serve --index sites --urls http://127.0.0.1:5465",
        verb => Complete(verb, interruption));

    private static void Complete(VerbCommand verb, Interruption interruption)
    {
        Option<bool> open =
            new("--open") { Description = "Show the page in a browser; there need be no index yet" };
        Option<string> index = CommonOptions.Index(open, UserFolders.DefaultIndexFolder);
        Option<bool> imports = new("--imports")
        {
            Description = "Let who has a key upload files and build the index of DIR from them; --open does so too",
        };
        Option<string?> compare = Compare();
        Option<string> urls = Urls();
        Option<string> keys = CommonOptions.Keys();
        Option<int?> maxLimit = CommonOptions.WholeNumber("--max-limit", "N", "Most rows a request [default: 50]", 1);
        Option<int?> maxRows =
            CommonOptions.WholeNumber("--max-rows", "N", "Most rows a query, over all its pages [default: 500]", 1);
        Option<int?> maxTargets =
            CommonOptions.WholeNumber("--max-targets", "N", "Most targets a request [default: 6]", 1);
        Option<bool> followed =
            new("--followed-only") { Description = "Leave out links that are nofollow, ugc or sponsored" };
        Option<bool> scrub = new("--scrub")
        {
            Description = "Check all bytes of the index again and again in the background, 16 MiB a second",
        };
        Option<int?> maxPage = CommonOptions.WholeNumber(
            "--max-page", "N", "Most rows a page of /api/v1; streams have no bound [default: 10000]", 1);
        Option<string[]> cors = Cors();
        Option<string[]> weights = Weights();
        Option<string[]> inputs = new("--inputs")
        {
            HelpName = "DIR…",
            Description = "Folders with files that the index was built from, so that the page can show records",
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };
        foreach (Option option in new Option[]
        {
            index, open, imports, inputs, compare, urls, keys, maxLimit, maxRows, maxTargets, maxPage, followed, scrub,
            cors, weights,
        })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            ServerOptions defaults =
                new() { IndexFolder = parsed.GetRequiredValue(index), KeysFile = parsed.GetRequiredValue(keys) };
            ServerOptions options = defaults with
            {
                CompareFolder = parsed.GetValue(compare),
                Urls = CheckedUrls(parsed.GetRequiredValue(urls)),
                MaxLimit = parsed.GetValue(maxLimit) ?? defaults.MaxLimit,
                MaxRowsPerQuery = parsed.GetValue(maxRows) ?? defaults.MaxRowsPerQuery,
                MaxTargets = parsed.GetValue(maxTargets) ?? defaults.MaxTargets,
                MaxPageRows = parsed.GetValue(maxPage) ?? defaults.MaxPageRows,
                FollowedOnly = parsed.GetValue(followed),
                ScrubBytesPerSecond = parsed.GetValue(scrub) ? ScrubBytesPerSecond : 0,
                CorsOrigins = CheckedOrigins(parsed.GetValue(cors) ?? []),
                Weights = CheckedWeights(parsed.GetValue(weights) ?? []),
                CanImport = parsed.GetValue(open) || parsed.GetValue(imports),
                SampleFolder = UserFolders.Samples,
                InputFolders = [.. (parsed.GetValue(inputs) ?? []).Select(Path.GetFullPath)],
            };

            // Opened once here, so that a missing or damaged index is one line now and not a 503 for each client.
            if (options.CanImport)
            {
                Directory.CreateDirectory(options.IndexFolder);
            }

            bool isEmpty = options.CanImport && IndexFolder.CurrentId(options.IndexFolder) is null;
            if (!isEmpty)
            {
                OpenedIndex.Open(options.IndexFolder).Dispose();
            }

            if (options.CompareFolder is { } compared)
            {
                OpenedIndex.Open(compared).Dispose();
            }

            interruption.Patience = Timeout.InfiniteTimeSpan;
            using Browser browser = new();
            await RunAsync(
                options,
                app =>
                {
                    Notes.Write($"serving {options.IndexFolder} on {string.Join(", ", app.Urls)}"
                        + (isEmpty ? "; there is no index yet, the page makes one" : ""));
                    if (parsed.GetValue(open))
                    {
                        Open(app, browser);
                    }
                },
                cancellationToken);
            return interruption.IsTermination ? ExitCode.Done : ExitCode.Interrupted;
        });
    }

    /// <summary><c>--compare</c>.</summary>
    public static Option<string?> Compare() =>
        new("--compare") { HelpName = "DIR", Description = "An earlier index that /api/v1/diff compares with" };

    /// <summary><c>--urls</c>.</summary>
    public static Option<string> Urls() => new("--urls")
    {
        HelpName = "URLS",
        Description = "Addresses to listen on, separated by semicolons",
        DefaultValueFactory = _ => "http://127.0.0.1:5465",
    };

    private static void Open(WebApplication app, Browser browser)
    {
        if (ServerApp.OneTimeAddress(app) is not { } address)
        {
            Notes.Write("--open: no address is one of this machine's loopback; sign in with a key");
            return;
        }

        Notes.Write($"open {address} (it signs in once)");
        browser.TryShow(address);
    }

    private static Option<string[]> Cors() => new("--cors")
    {
        HelpName = "ORIGIN…",
        Description = "Origins whose pages may call from a browser, such as https://tools.example",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private static Option<string[]> Weights() => new("--weights")
    {
        HelpName = "CALL=N…",
        Description = "Rows of a key's quota that a row of a call takes, where not the usual number",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private static CallWeights CheckedWeights(string[] weights) => CallWeights.With(weights.Select(text =>
    {
        string call = text.Split('=')[0];
        if (!CallWeights.Calls.Contains(call))
        {
            throw new UsageException($"--weights: '{call}' is not one of {string.Join(", ", CallWeights.Calls)}");
        }

        return int.TryParse(text.AsSpan(call.Length).TrimStart('='), NumberStyles.None, CultureInfo.InvariantCulture,
            out int weight) && weight <= CallWeights.Max ? KeyValuePair.Create(call, weight)
            : throw new UsageException($"--weights: '{text}' is not such as {call}=5, of 0 to {CallWeights.Max}");
    }));

    private static string[] CheckedOrigins(string[] origins) =>
        origins.FirstOrDefault(origin => !ServerOptions.IsOrigin(origin)) is { } wrong
            ? throw new UsageException(
                $"--cors: '{wrong}' is not an origin such as https://tools.example, as a browser sends it")
            : origins;

    /// <summary>Checks the addresses before anything is done for them.</summary>
    /// <exception cref="UsageException">One of them is not such an address.</exception>
    public static string CheckedUrls(string urls)
    {
        string[] addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (string address in addresses.Length == 0 ? [urls] : addresses)
        {
            if (!IsAddress(address))
            {
                // No https: certificates are the business of the proxy in front.
                throw new UsageException($"--urls: '{address}' is not an address such as http://127.0.0.1:5465");
            }
        }

        return string.Join(';', addresses);
    }

    /// <summary>Serves until interrupted.</summary>
    /// <param name="options">What and where.</param>
    /// <param name="started">Told once its addresses answer.</param>
    /// <param name="cancellationToken">Ends serving.</param>
    /// <exception cref="FailedException">An address cannot be listened on.</exception>
    public static async Task RunAsync(
        ServerOptions options, Action<WebApplication> started, CancellationToken cancellationToken)
    {
        await using WebApplication app = ServerApp.Create(options);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException problem) when (problem.InnerException is AddressInUseException)
        {
            throw new FailedException(
                $"{options.Urls}: the port is in use; choose another with --urls http://127.0.0.1:PORT");
        }
        catch (SocketException problem)
        {
            throw new FailedException($"{options.Urls}: cannot listen on this address: {problem.Message}");
        }

        started(app);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    private static bool IsAddress(string address)
    {
        try
        {
            BindingAddress parsed = BindingAddress.Parse(address);
            return parsed is { Scheme: "http", PathBase: "", Port: >= 0 and <= ushort.MaxValue }
                || (parsed.Scheme == "http" && parsed.IsUnixPipe);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
