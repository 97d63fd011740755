namespace Vennlink.Archives.Compression;

/// <summary>A file that is not compressed: one member.</summary>
internal sealed class PlainMembers(RawInput input) : MemberReader(input)
{
    private bool _opened;

    public override bool IsCompressed => false;

    public override long? RemainingBytes => Input.RemainingBytes;

    public override bool NextMember()
    {
        if (_opened || Input.Peek(1) == 0)
        {
            return false;
        }

        _opened = true;
        State = MemberState.Reading;
        return true;
    }

    public override int Read(Span<byte> destination)
    {
        int read = Input.Read(destination);
        State = read == 0 && destination.Length > 0 ? MemberState.Ended : MemberState.Reading;
        return read;
    }

    public override bool TryGoBack(long byteCount)
    {
        bool moved = Input.CanSeek && Input.MoveTo(Input.Position - byteCount);
        State = moved ? MemberState.Reading : State;
        return moved;
    }
}
