using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vennlink.Query;
using Vennlink.Server.Http;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Server;

/// <summary><c>GET /</c>: what this is, what the index holds, and a line to try; as HTML, JSON or text, by <c>Accept</c>.</summary>
internal sealed partial class HomePage(SnapshotHolder snapshots)
{
    private const string What = "Vennlink answers link intersect: which pages or root domains link to at least k of these sites, and to none of those?";

    private const string Credentials =
        "ACCESS_ID and SECRET_KEY stand for a key: the operator of this server makes one with: vennlink keys add NAME";

    private static readonly string Version = typeof(HomePage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>Answers one request.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        using SnapshotLease? lease = snapshots.TryLeaseCurrent();
        Snapshot? snapshot = lease?.Served.Snapshot;
        SortedDictionary<string, long> counts = new(StringComparer.Ordinal);
        foreach ((string name, long count) in snapshot?.Manifest.Counts ?? new Dictionary<string, long>())
        {
            counts.Add(name, count);
        }

        string example = Example(context.Request, snapshot);
        string accept = context.Request.Headers.Accept.ToString();
        context.Response.Headers.Vary = "Accept";
        if (accept.Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return context.WriteAsync(Encoding.UTF8.GetBytes(Html(counts, snapshot is not null, example)), "text/html; charset=utf-8");
        }

        if (accept.Contains("application/json", StringComparison.OrdinalIgnoreCase))
        {
            var home = new HomeResponse("vennlink", Version, lease?.Served.Id ?? "", counts, example);
            return context.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(home, ApiJson.Readable.HomeResponse), "application/json");
        }

        return context.WriteAsync(Encoding.UTF8.GetBytes(Text(counts, snapshot is not null, example)), "text/plain; charset=utf-8");
    }

    private static string Text(SortedDictionary<string, long> counts, bool isReady, string example)
    {
        var text = new StringBuilder();
        text.Append(What).Append("\n\n").Append(isReady ? "The index:\n" : "No index is being served yet.\n");
        foreach ((string name, long count) in counts)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {Words(name),-24}{count,18:N0}\n");
        }

        return text.Append("\nTry it:\n  ").Append(example).Append("\n\n").Append(Credentials).Append('\n').ToString();
    }

    private static string Html(SortedDictionary<string, long> counts, bool isReady, string example)
    {
        var html = new StringBuilder();
        html.Append(
            $"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Vennlink</title>
            <style>body{"{"}font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem{"}"}pre{"{"}overflow-x:auto{"}"}td{"{"}padding-right:2rem{"}"}td+td{"{"}text-align:right{"}"}</style>
            <h1>Vennlink</h1>
            <p>{What}</p>
            """);
        html.Append(isReady ? "\n<h2>The index</h2>\n<table>\n" : "\n<p>No index is being served yet.</p>\n");
        foreach ((string name, long count) in counts)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{WebUtility.HtmlEncode(Words(name))}</td><td>{count:N0}</td></tr>\n");
        }

        return html.Append(isReady ? "</table>\n" : "")
            .Append("<h2>Try it</h2>\n<pre>").Append(WebUtility.HtmlEncode(example)).Append("</pre>\n<p>").Append(Credentials).Append("</p>\n</html>\n")
            .ToString();
    }

    private static string Words(string name) => name.Replace('_', ' ');

    private static string Example(HttpRequest request, Snapshot? snapshot)
    {
        // The host is the client's own word and goes into a line that people paste into a shell.
        string host = request.Host.Value is { } value && HostForm().IsMatch(value) ? value : "127.0.0.1";
        return $$"""curl -u 'ACCESS_ID:SECRET_KEY' -d '{"positive_targets": [{"target": "{{ExampleTarget(snapshot)}}", "scope": "root_domain"}]}' {{request.Scheme}}://{{host}}/v2/link_intersect""";
    }

    // A root domain of this index that is a legal target; the best one is as likely as any to be linked to.
    private static string ExampleTarget(Snapshot? snapshot)
    {
        if (snapshot is not null && snapshot.SourceDomainCount > 0)
        {
            Span<byte> key = stackalloc byte[256];
            int length = snapshot.DomainKey(new DomainId(0), key);
            if (length <= key.Length)
            {
                string domain = UrlKey.ToText(key[..length]);
                if (HostForm().IsMatch(domain) && new TargetParser(snapshot).TryParse(domain, TargetScope.RootDomain, out _) == TargetProblem.None)
                {
                    return domain;
                }
            }
        }

        return "example.com";
    }

    [GeneratedRegex(@"^[A-Za-z0-9.:\[\]_-]{1,255}$", RegexOptions.CultureInvariant)]
    private static partial Regex HostForm();
}
