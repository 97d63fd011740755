using Vennlink.Archives.Compression;

namespace Vennlink.Inputs;

/// <summary>The beginning of a file, decompressed: what an estimate is made from.</summary>
/// <param name="Text">The first bytes, at most 64 KiB.</param>
/// <param name="IsCompressed">Whether they are compressed in the file.</param>
internal readonly record struct InputGlance(byte[] Text, bool IsCompressed)
{
    private const int MaxBytes = 64 << 10;

    /// <summary>Looks at a file.</summary>
    public static InputGlance At(string path)
    {
        using MemberReader members = MemberReader.OpenText(InputBytes.Open(path));
        byte[] text = new byte[MaxBytes];
        int length = 0;
        while (length < text.Length && members.NextMember())
        {
            int read;
            while (length < text.Length && (read = members.Read(text.AsSpan(length))) > 0)
            {
                length += read;
            }
        }

        return new InputGlance(text[..length], members.IsCompressed);
    }
}
