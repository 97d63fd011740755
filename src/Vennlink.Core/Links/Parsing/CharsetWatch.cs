using Vennlink.Links.Charsets;

namespace Vennlink.Links.Parsing;

/// <summary>
/// Watches the <c>meta</c> elements of a page whose encoding is only a guess: the standard's "change the encoding".
/// </summary>
/// <param name="current">The encoding that the page is read in.</param>
internal sealed class CharsetWatch(Charset current)
{
    private bool _isCertain;

    /// <summary>The encoding to read the page in from its start; null while the guess holds.</summary>
    public Charset? Changed { get; private set; }

    /// <summary>Whether these attributes of a <c>meta</c> declare another encoding than the page is read in.</summary>
    public bool IsChanged(ReadOnlySpan<byte> html, ReadOnlySpan<HtmlAttribute> attributes)
    {
        if (_isCertain || Declared(html, attributes) is not { } declared)
        {
            return false;
        }

        // The first declaration settles it.
        _isCertain = true;
        if (current.IsUtf16 || ReferenceEquals(declared, current))
        {
            return false;
        }

        Changed = declared;
        return true;
    }

    private static Charset? Declared(ReadOnlySpan<byte> html, ReadOnlySpan<HtmlAttribute> attributes)
    {
        Charset? fromContent = null;
        bool isContentType = false;
        foreach (ref readonly HtmlAttribute attribute in attributes)
        {
            if (attribute.Known is not (HtmlAttributeName.Charset or HtmlAttributeName.HttpEquiv
                or HtmlAttributeName.Content))
            {
                continue;
            }

            var value = new byte[attribute.ValueLength * 3];
            ReadOnlySpan<byte> decoded = value.AsSpan(
                0, HtmlText.Decode(html.Slice(attribute.ValueStart, attribute.ValueLength),
                    HtmlTextForm.Attribute, value));
            switch (attribute.Known)
            {
                case HtmlAttributeName.Charset when CharsetLabels.Find(decoded) is { } found:
                    return CharsetPrescan.InMeta(found);
                case HtmlAttributeName.HttpEquiv:
                    isContentType = HtmlBytes.EqualsLower(decoded, "content-type"u8);
                    break;
                case HtmlAttributeName.Content:
                    fromContent = CharsetPrescan.FromMetaContent(decoded);
                    break;
            }
        }

        return isContentType ? CharsetPrescan.InMeta(fromContent) : null;
    }
}
