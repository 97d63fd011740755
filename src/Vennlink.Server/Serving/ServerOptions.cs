using Vennlink.Server.Metering;

namespace Vennlink.Server.Serving;

/// <summary>Options of the HTTP server.</summary>
public sealed record ServerOptions
{
    /// <summary>Index folder; it may still be empty, and is served once a snapshot is published in it.</summary>
    public required string IndexFolder { get; init; }

    /// <summary>Another index, whose answers may be compared with those of this one; null for none.</summary>
    public string? CompareFolder { get; init; }

    /// <summary>Keys file; made when it is missing.</summary>
    public required string KeysFile { get; init; }

    /// <summary>Addresses to listen on, semicolon-separated; port 0 picks a free one.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5465";

    /// <summary>Most rows a request.</summary>
    public int MaxLimit { get; init; } = 50;

    /// <summary>Rows of a request that does not say how many.</summary>
    internal int DefaultLimit => Math.Min(25, MaxLimit);

    /// <summary>Most rows a query, over all its pages.</summary>
    public int MaxRowsPerQuery { get; init; } = 500;

    /// <summary>Most targets a request, positive and negative together.</summary>
    public int MaxTargets { get; init; } = 6;

    /// <summary>Longest request body in bytes, after decompression.</summary>
    public int MaxBodyBytes { get; init; } = 64 << 10;

    /// <summary>Most rows of a page of <c>/api/v1</c>; what is streamed has no bound.</summary>
    public int MaxPageRows { get; init; } = 10_000;

    /// <summary>Most targets of a question of <c>/api/v1</c>, of all its fields together.</summary>
    public int MaxQuestionTargets { get; init; } = 10_000;

    /// <summary>Longest request body of <c>/api/v1</c> in bytes, after decompression.</summary>
    public int MaxQuestionBytes { get; init; } = 4 << 20;

    /// <summary>How long a next_token works, and a superseded snapshot is kept for it.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Count followed links only.</summary>
    public bool FollowedOnly { get; init; }

    /// <summary>Queries at once; twice the cores by default, since one on a cold index waits for the disk.</summary>
    public int MaxConcurrentQueries { get; init; } = 2 * Environment.ProcessorCount;

    /// <summary>Queries that wait for their turn; one more is answered 503.</summary>
    public int MaxWaitingQueries { get; init; } = 128;

    /// <summary>Answers that are streamed at once, each a few MiB of memory; one more is answered 503.</summary>
    public int MaxConcurrentStreams { get; init; } = 32;

    /// <summary>
    /// Longest time for one query, or for one batch of a stream, waiting included, before it is answered 503.
    /// </summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often to look for a newer snapshot.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Bytes of the served snapshot to check again each second, in the background; 0 for none. A pass over all of it is
    /// followed by a rest of <see cref="ScrubRest"/>.
    /// </summary>
    public long ScrubBytesPerSecond { get; init; }

    /// <summary>How long checking in the background rests after a pass.</summary>
    public TimeSpan ScrubRest { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Origins whose pages may call the API from a browser, such as <c>https://tools.example</c>; none by default.
    /// </summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>
    /// Whether the page may take files and build the index folder from them. Who has a key may then fill the disk up to
    /// the bounds below.
    /// </summary>
    public bool CanImport { get; init; }

    /// <summary>Folder of sample files that the page may build an index of; null for none.</summary>
    public string? SampleFolder { get; init; }

    /// <summary>
    /// Memory that a build of the page stays within, in bytes; a quarter of this machine's by default.
    /// </summary>
    public long BuildMemoryBytes { get; init; } =
        Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, 64L << 20, 4L << 30);

    /// <summary>Folders where files lie that the index was built from, so that their records can be shown.</summary>
    public IReadOnlyList<string> InputFolders { get; init; } = [];

    /// <summary>Most bytes of an uploaded file.</summary>
    public long MaxUploadBytes { get; init; } = 2L << 30;

    /// <summary>Most files of one import.</summary>
    public int MaxUploadFiles { get; init; } = 200;

    /// <summary>Where the server keeps what is its own: beside the keys.</summary>
    internal string DataFolder => Path.GetDirectoryName(Path.GetFullPath(KeysFile))!;

    /// <summary>Where to read the files of the page from, in development; null for those of the program.</summary>
    internal string? SiteFolder { get; init; }

    /// <summary>How many rows of a key's quota each call takes.</summary>
    public CallWeights Weights { get; init; } = CallWeights.Usual;

    /// <summary>Tells the age of tokens and of superseded snapshots.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether a text is an origin as browsers send it: scheme, host and port, nothing behind.</summary>
    public static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && (uri.Scheme == "http" || uri.Scheme == "https")
            && uri.GetLeftPart(UriPartial.Authority) == text && uri.UserInfo.Length == 0;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLimit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRowsPerQuery, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTargets, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBodyBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPageRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQuestionTargets, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQuestionBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrentQueries, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxWaitingQueries);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrentStreams, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxUploadBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxUploadFiles, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BuildMemoryBytes, 1);
        string? notAnOrigin = CorsOrigins.FirstOrDefault(origin => !IsOrigin(origin));
        if (notAnOrigin is not null)
        {
            throw new ArgumentOutOfRangeException(nameof(CorsOrigins), notAnOrigin, "It is no origin.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(ScrubBytesPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(TokenLifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(QueryTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(PollInterval, TimeSpan.Zero);
    }
}
