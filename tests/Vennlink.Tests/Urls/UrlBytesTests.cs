using System.Text;
using CsCheck;
using Vennlink.Urls;

namespace Vennlink.Tests.Urls;

public sealed class UrlBytesTests
{
    [Theory]
    [InlineData("http://e.example/plain", "http://e.example/plain")]
    [InlineData("http://e.example/caf\u00C3\u00A9", "http://e.example/caf\u00C3\u00A9")]
    [InlineData("http://e.example/caf\u00E9?\u00E8#\u00FF", "http://e.example/caf%E9?%E8#%FF")]
    [InlineData("\u00C3\u00A9\u00E9\u00E2\u0080", "\u00C3\u00A9%E9%E2%80")]
    public void What_is_no_utf_8_is_escaped(string latin1, string expected)
    {
        byte[] buffer = [];
        Assert.Equal(expected,
            Encoding.Latin1.GetString(UrlBytes.EscapeIllFormed(Encoding.Latin1.GetBytes(latin1), ref buffer)));
    }

    // Two URLs of different bytes stay two, and the bytes can be had back.
    [Fact]
    public void No_byte_is_lost() => Gen.Byte.Array[0, 30].Where(bytes => !bytes.Contains((byte)'%')).Sample(bytes =>
    {
        byte[] buffer = [];
        string text = new UTF8Encoding(false, throwOnInvalidBytes: true)
            .GetString(UrlBytes.EscapeIllFormed(bytes, ref buffer));
        byte[] back = [.. text.Split('%').SelectMany((part, index) => index == 0
            ? Encoding.UTF8.GetBytes(part)
            : [Convert.ToByte(part[..2], 16), .. Encoding.UTF8.GetBytes(part[2..])])];
        return back.AsSpan().SequenceEqual(bytes);
    });
}
