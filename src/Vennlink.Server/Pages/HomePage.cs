using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vennlink.Query;
using Vennlink.Server.Http;
using Vennlink.Server.Keys;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Server.Pages;

/// <summary>
/// <c>GET /</c>: to a browser the page; to others what this is, what the index holds, and a line to try, as text or
/// JSON.
/// </summary>
internal sealed partial class HomePage(SnapshotHolder snapshots, SiteFiles site, Visitors visitors)
{
    private const string What =
        "Vennlink answers link intersect: which pages or root domains link to at least k of these sites, "
        + "and to none of those?";

    private const string NoIndex = "No index is being served yet.";

    private const string Credentials =
        "ACCESS_ID and SECRET_KEY stand for a key. The operator of this server makes one with the command that it "
        + "printed when it started, which names the file:";

    /// <summary>Answers one request.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        string accept = context.Request.Headers.Accept.ToString();
        if (accept.Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return AnswerBrowserAsync(context);
        }

        using SnapshotLease? lease = snapshots.TryLeaseCurrent();
        IndexSummary? index = lease is null ? null : new IndexSummary(lease.Served);
        string example = Example(context.Request, lease?.Served.Snapshot);
        context.Response.Headers.Vary = "Accept";
        if (accept.Contains("application/json", StringComparison.OrdinalIgnoreCase))
        {
            HomeResponse home = new(
                "vennlink",
                ServerVersion.Text,
                lease?.Served.Id ?? "",
                index?.Counts ?? new Dictionary<string, long>(),
                index?.Built,
                index?.InputCount ?? 0,
                index?.Inputs ?? [],
                example,
                KeyStore.AddCommandElsewhere);
            return context.WriteJsonAsync(JsonSerializer.SerializeToUtf8Bytes(home, ApiJson.Readable.HomeResponse));
        }

        return context.WriteAsync(Encoding.UTF8.GetBytes(Text(index, example)), "text/plain; charset=utf-8");
    }

    // With a token in the address it signs in, and the address without takes its place. Of a token that does not work
    // the page is shown with it, and says so.
    private Task AnswerBrowserAsync(HttpContext context)
    {
        string token = context.Request.Query["token"].ToString();
        if (token.Length > 0 && HttpMethods.IsGet(context.Request.Method)
            && (visitors.SignedIn(context.Request) is not null || visitors.TrySignInOnce(context, token)))
        {
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            context.Response.Headers.Location = "/";
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            return Task.CompletedTask;
        }

        return site.WriteAsync(context, SiteFiles.IndexName);
    }

    private static string Text(IndexSummary? index, string example)
    {
        StringBuilder text = new();
        text.Append(What).Append("\n\n").Append(index is null ? NoIndex : "The index:").Append('\n');
        foreach ((string words, string value) in index?.Lines ?? [])
        {
            text.Append(CultureInfo.InvariantCulture, $"  {words,-34}{value}\n");
        }

        return text.Append("\nTry it:\n  ").Append(example)
            .Append("\n\n").Append(Credentials).Append("\n  ").Append(KeyStore.AddCommandElsewhere).Append('\n')
            .ToString();
    }

    private static string Example(HttpRequest request, Snapshot? snapshot)
    {
        // The host is the client's own word and goes into a line that people paste into a shell.
        string host = request.Host.Value is { } value && HostForm().IsMatch(value) ? value : "127.0.0.1";
        string body = $$"""{"positive_targets": [{"target": "{{ExampleTarget(snapshot)}}", "scope": "root_domain"}]}""";
        return $"curl -u 'ACCESS_ID:SECRET_KEY' -d '{body}' {request.Scheme}://{host}/v2/link_intersect";
    }

    // A root domain of this index that is a legal target; the best one is as likely as any to be linked to.
    private static string ExampleTarget(Snapshot? snapshot)
    {
        if (snapshot is not null && snapshot.SourceDomainCount > 0)
        {
            Span<byte> key = stackalloc byte[256];
            int length = snapshot.DomainKey(new DomainId(0), key);
            string domain = length <= key.Length ? UrlKey.ToText(key[..length]) : "";
            if (HostForm().IsMatch(domain)
                && new TargetParser(snapshot).TryParse(domain, TargetScope.RootDomain, out _) == TargetProblem.None)
            {
                return domain;
            }
        }

        return "example.com";
    }

    [GeneratedRegex(@"^[A-Za-z0-9.:\[\]_-]{1,255}$", RegexOptions.CultureInvariant)]
    private static partial Regex HostForm();
}
