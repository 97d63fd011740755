using System.Globalization;
using System.Net;
using System.Security.Cryptography;
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

/// <summary><c>GET /</c>: what this is, what the index holds, a line to try; in the form of <c>Accept</c>.</summary>
internal sealed partial class HomePage(SnapshotHolder snapshots)
{
    private const string What =
        "Vennlink answers link intersect: which pages or root domains link to at least k of these sites, "
        + "and to none of those?";

    private const string NoIndex = "No index is being served yet.";

    private const string Credentials =
        "ACCESS_ID and SECRET_KEY stand for a key. The operator of this server makes one with the command that it "
        + "printed when it started, which names the file:";

    private const string Style =
        "body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem} "
        + "pre{overflow-x:auto} td{padding-right:2rem;vertical-align:top}";

    // The page loads nothing, runs nothing and stands in no frame; names out of an index are in it.
    private static readonly string ContentPolicy =
        "default-src 'none'; "
        + $"style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Answers one request.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        using SnapshotLease? lease = snapshots.TryLeaseCurrent();
        IndexSummary? index = lease is null ? null : new IndexSummary(lease.Served);
        string example = Example(context.Request, lease?.Served.Snapshot);
        string accept = context.Request.Headers.Accept.ToString();
        IHeaderDictionary headers = context.Response.Headers;
        headers.Vary = "Accept";
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        if (accept.Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return context.WriteAsync(Encoding.UTF8.GetBytes(Html(index, example)), "text/html; charset=utf-8");
        }

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

    private static string Html(IndexSummary? index, string example)
    {
        StringBuilder html = new(
            $$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Vennlink</title>
            <style>{{Style}}</style>
            <h1>Vennlink</h1>
            <p>{{What}}</p>

            """);
        html.Append(index is null ? $"<p>{NoIndex}</p>\n" : "<h2>The index</h2>\n<table>\n");
        foreach ((string words, string value) in index?.Lines ?? [])
        {
            html.Append(
                CultureInfo.InvariantCulture, $"<tr><td>{words}</td><td>{WebUtility.HtmlEncode(value)}</td></tr>\n");
        }

        return html.Append(index is null ? "" : "</table>\n")
            .Append("<h2>Try it</h2>\n<pre>").Append(WebUtility.HtmlEncode(example))
            .Append("</pre>\n<p>").Append(Credentials)
            .Append("</p>\n<pre>").Append(KeyStore.AddCommandElsewhere).Append("</pre>\n</html>\n")
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
