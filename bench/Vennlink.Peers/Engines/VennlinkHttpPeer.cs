using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Vennlink.Peers.Data;
using Vennlink.Peers.Measurement;
using Vennlink.Peers.Questions;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;
using Vennlink.Urls;

namespace Vennlink.Peers.Engines;

/// <summary>
/// Vennlink through its HTTP API: pages with names, titles and best linking pages, as a client gets them. Totals are
/// not part of that contract.
/// </summary>
internal sealed class VennlinkHttpPeer : Peer
{
    private static readonly string Vennlink = Environment.GetEnvironmentVariable("VENNLINK") ?? "vennlink";

    private readonly HttpClient _http = new();
    private readonly Dictionary<string, uint> _ids = [];
    private readonly Dictionary<(Question, Operation), byte[]> _bodies = [];
    private ServerProcess? _server;
    private SourceScope _scope;

    public override string Name => "vennlink-http";

    public override string? Missing() => File.Exists(Vennlink) ? null : "VENNLINK does not name the command vennlink";

    public override BuildFigures? Build(PeerData data, string folder) => null;

    public override void Open(PeerData data, IReadOnlyList<Question> questions, string folder)
    {
        System.IO.Directory.CreateDirectory(folder);
        _scope = data.Facts.SourceScope;
        ReadNames(data, questions);
        string keys = Path.Combine(folder, "keys.db");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", AddKey(keys));
        string address = $"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}";
        _http.BaseAddress = new Uri(address);
        _server = new ServerProcess(Path.Combine(folder, "serve.log"), Vennlink, "serve", "--index",
            data.Facts.IndexFolder, "--urls", address, "--keys", keys);
        _server.WaitUntil(() => _http.GetStringAsync(new Uri("/readyz", UriKind.Relative)).GetAwaiter().GetResult());
        foreach (Question question in questions)
        {
            foreach (Operation operation in question.Answers.Keys.Where(operation =>
                Forms(question, operation).Count > 0))
            {
                _bodies.Add((question, operation), BodyOf(question, operation));
            }
        }
    }

    public override IReadOnlyList<string> Forms(Question question, Operation operation) =>
        operation is Operation.Total or Operation.All ? [] : [""];

    public override Answer Ask(Question question, Operation operation, string form)
    {
        long start = Stopwatch.GetTimestamp();
        byte[] reply = Post(_bodies[(question, operation)]);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        using JsonDocument json = JsonDocument.Parse(reply);
        return Answer.OfPage(elapsed, json.RootElement.GetProperty("results").EnumerateArray()
            .Select(row => new PageRow(
            _ids.GetValueOrDefault(row.GetProperty("page").GetString()!, uint.MaxValue),
            row.GetProperty("matching_target_indexes").GetArrayLength())));
    }

    public override long PeakBytes() => _server?.PeakBytes() ?? 0;

    public override string Remarks() => "pages with names, titles and best linking pages, over one kept connection";

    public override void Dispose()
    {
        _http.Dispose();
        _server?.Dispose();
    }

    private static string AddKey(string keys)
    {
        ProcessStartInfo start = new(Vennlink,
            ["keys", "add", "peers", "--keys", keys]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string[] words = [.. process.StandardOutput.ReadToEnd().Split('\n')
            .Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())];
        process.WaitForExit();
        return Convert.ToBase64String(Encoding.ASCII.GetBytes($"{words[0]}:{words[1]}"));
    }

    private static int FreePort()
    {
        using TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    // The API speaks of names: those of all rows that should come.
    private void ReadNames(PeerData data, IReadOnlyList<Question> questions)
    {
        using Snapshot snapshot = Snapshot.Open(IndexFolder.CurrentSnapshot(data.Facts.IndexFolder)!);
        byte[] key = new byte[1 << 13];
        foreach (uint id in questions.SelectMany(question => question.Answers.Values).SelectMany(answer => answer.Rows)
            .Select(row => row.Source).Distinct())
        {
            int length = _scope == SourceScope.Page ? snapshot.PageKey(new PageId(id), key)
                : snapshot.DomainKey(new DomainId(id), key);
            _ids[UrlKey.ToText(key.AsSpan(0, length))] = id;
        }
    }

    private byte[] BodyOf(Question question, Operation operation)
    {
        // A tenth page is asked for with the token of the ninth, as a client does.
        string token = "";
        for (int page = 1; page < (question.After(operation) is null ? 1 : 10); page++)
        {
            using JsonDocument json = JsonDocument.Parse(Post(BodyOf(question, operation, token)));
            token = json.RootElement.GetProperty("next_token").GetString()!;
        }

        return BodyOf(question, operation, token);
    }

    private byte[] BodyOf(Question question, Operation operation, string token)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            WriteTargets(json, "positive_targets", question.Keys[..question.Positives.Length]);
            WriteTargets(json, "negative_targets", question.Keys[question.Positives.Length..]);
            json.WriteNumber("min_matching_targets", question.MinMatchingTargets);
            json.WriteString("source_scope", _scope == SourceScope.Page ? "page" : "root_domain");
            json.WriteString("sort", operation == Operation.FirstBySpam ? "source_spam_score"
                : operation.IsByCount ? "matching_target_count" : "source_domain_authority");
            json.WriteNumber("limit", Oracle.PageRowCount);
            json.WriteString("next_token", token);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteTargets(Utf8JsonWriter json, string name, byte[][] keys)
    {
        json.WriteStartArray(name);
        foreach (byte[] key in keys)
        {
            json.WriteStartObject();
            json.WriteString("target", UrlKey.ToText(key));
            json.WriteString("scope", "root_domain");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private byte[] Post(byte[] body)
    {
        using HttpRequestMessage request =
            new(HttpMethod.Post, "/v2/link_intersect") { Content = new ByteArrayContent(body) };
        using HttpResponseMessage response = _http.Send(request);
        using MemoryStream reply = new();
        response.Content.CopyTo(reply, null, CancellationToken.None);
        return response.IsSuccessStatusCode
            ? reply.ToArray() : throw new InvalidOperationException(Encoding.UTF8.GetString(reply.ToArray()));
    }
}
