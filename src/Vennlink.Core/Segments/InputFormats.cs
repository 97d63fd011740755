namespace Vennlink.Segments;

/// <summary>What an input's content was told to be; stored in segments and manifests.</summary>
internal static class InputFormats
{
    public const string Warc = "warc";
    public const string Arc = "arc";
    public const string Wat = "wat";
    public const string Wacz = "wacz";
    public const string List = "list";
    public const string Graph = "graph";
}
