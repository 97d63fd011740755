using static Vennlink.Links.Parsing.HtmlTag;

namespace Vennlink.Links.Parsing;

/// <content>The list of active formatting elements and the adoption agency algorithm.</content>
internal ref partial struct HtmlTreeBuilder
{
    /// <summary>Formatting elements that any page may have reopened, see <see cref="BytesPerClone"/>.</summary>
    public const int MinCloneBudget = 65_536;

    /// <summary>
    /// One more reopened formatting element is allowed per so many bytes. Without a bound n unclosed formatting
    /// elements followed by m paragraphs make n · m elements; real pages stay far below it.
    /// </summary>
    public const int BytesPerClone = 4;

    private const int Marker = HtmlTree.None;
    private const int OuterLoopLimit = 8;
    private const int InnerLoopLimit = 3;
    private const int NoahsArkLimit = 3;

    private void InsertFormatting()
    {
        int tag = _token.Tag;
        ReconstructFormatting();
        int node = AddElement(tag);
        if (!_keepAll)
        {
            _tree[node].Markup = _token.Markup;
        }

        if (_depth < MaxDepth)
        {
            Push(node, tag);
            AddFormatting(node);
        }
    }

    private void AddFormatting(int node)
    {
        // Of equal elements since the last marker at most three stay: the standard's "Noah's Ark clause".
        int equal = 0;
        int earliest = 0;
        int tag = _tree[node].Tag;
        if (CountFormatting(tag) >= NoahsArkLimit)
        {
            for (int i = _formatting.Count - 1; i >= 0 && _formatting[i] != Marker; i--)
            {
                if (_tree[_formatting[i]].Tag == tag && HaveEqualAttributes(_formatting[i], node))
                {
                    equal++;
                    earliest = i;
                }
            }
        }

        if (equal >= NoahsArkLimit)
        {
            _formatting.RemoveAt(earliest);
        }
        else if (_formatting.Count >= MaxFormatting)
        {
            int oldest = _formatting.FindIndex(entry => entry != Marker);
            if (oldest >= 0)
            {
                _formatting.RemoveAt(oldest);
            }
        }

        _formatting.Add(node);
    }

    // Entries of that name since the last marker.
    private readonly int CountFormatting(int tag)
    {
        int count = 0;
        for (int i = _formatting.Count - 1; i >= 0 && _formatting[i] != Marker; i--)
        {
            count += _tree[_formatting[i]].Tag == tag ? 1 : 0;
        }

        return count;
    }

    // Formatting elements are compared by all of their attributes, which is so rare that they are read only then.
    private void ReadAllAttributes(int node)
    {
        int markup = _tree[node].Markup;
        if (markup != HtmlTree.None)
        {
            (int start, int count) = _token.ReadAllAttributes(markup);
            ref HtmlNode read = ref _tree[node];
            (read.Start, read.Length, read.Markup) = (start, count, HtmlTree.None);
        }
    }

    private bool HaveEqualAttributes(int left, int right)
    {
        ReadAllAttributes(left);
        ReadAllAttributes(right);
        ReadOnlySpan<HtmlAttribute> ours = _tree.AttributesOf(left);
        ReadOnlySpan<HtmlAttribute> theirs = _tree.AttributesOf(right);
        if (ours.Length != theirs.Length)
        {
            return false;
        }

        foreach (ref readonly HtmlAttribute attribute in ours)
        {
            bool found = false;
            foreach (ref readonly HtmlAttribute other in theirs)
            {
                if (HaveEqualNames(attribute, other))
                {
                    found = HaveEqualValues(attribute, other);
                    break;
                }
            }

            if (!found)
            {
                return false;
            }
        }

        return true;
    }

    private readonly bool HaveEqualNames(in HtmlAttribute left, in HtmlAttribute right)
    {
        if (left.Known != right.Known || left.NameLength != right.NameLength)
        {
            return false;
        }

        ReadOnlySpan<byte> html = _token.Html;
        for (int i = 0; i < left.NameLength; i++)
        {
            if (HtmlBytes.Lower(html[left.NameStart + i]) != HtmlBytes.Lower(html[right.NameStart + i]))
            {
                return false;
            }
        }

        return true;
    }

    private readonly bool HaveEqualValues(in HtmlAttribute left, in HtmlAttribute right)
    {
        ReadOnlySpan<byte> ours = _token.Html.Slice(left.ValueStart, left.ValueLength);
        ReadOnlySpan<byte> theirs = _token.Html.Slice(right.ValueStart, right.ValueLength);
        if (ours.SequenceEqual(theirs))
        {
            return true;
        }

        if (!HtmlText.NeedsDecoding(ours) && !HtmlText.NeedsDecoding(theirs))
        {
            return false;
        }

        var first = new byte[ours.Length * 3];
        var second = new byte[theirs.Length * 3];
        return first.AsSpan(0, HtmlText.Decode(ours, HtmlTextForm.Attribute, first))
            .SequenceEqual(second.AsSpan(0, HtmlText.Decode(theirs, HtmlTextForm.Attribute, second)));
    }

    private readonly void AddMarker() => _formatting.Add(Marker);

    private readonly void ClearFormattingToMarker()
    {
        while (_formatting.Count > 0)
        {
            int removed = _formatting[^1];
            _formatting.RemoveAt(_formatting.Count - 1);
            if (removed == Marker)
            {
                return;
            }
        }
    }

    private void ReconstructFormatting()
    {
        int count = _formatting.Count;
        if (count == 0)
        {
            return;
        }

        // Mostly the last one is open, where it was found open the last time.
        int last = _formatting[count - 1];
        if (last == Marker || (_lastFormattingIndex < _depth && _openNodes[_lastFormattingIndex] == last))
        {
            return;
        }

        int open = IndexOfOpen(last);
        if (open >= 0)
        {
            _lastFormattingIndex = open;
            return;
        }

        int first = count - 1;
        while (first > 0 && _formatting[first - 1] != Marker && IndexOfOpen(_formatting[first - 1]) < 0)
        {
            first--;
        }

        for (int i = first; i < count; i++)
        {
            if (_depth >= MaxDepth || _cloneBudget <= 0)
            {
                // Beyond the caps what is left is forgotten rather than tried again at each token.
                _formatting.RemoveRange(i, count - i);
                return;
            }

            int clone = Clone(_formatting[i]);
            Place(clone);
            Push(clone, _tree[clone].Tag);
            _formatting[i] = clone;
        }
    }

    private int Clone(int node)
    {
        _cloneBudget--;
        HtmlNode original = _tree[node];
        int clone = _tree.AddNode(HtmlNodeKind.Element, original.Tag, original.Start, original.Length);
        _tree[clone].Markup = original.Markup;
        return clone;
    }

    private readonly int LastFormatting(int tag)
    {
        for (int i = _formatting.Count - 1; i >= 0 && _formatting[i] != Marker; i--)
        {
            if (_tree[_formatting[i]].Tag == tag)
            {
                return i;
            }
        }

        return -1;
    }

    // Closes a formatting element whose end tag may be in the wrong place.
    private void AdoptionAgency(int subject)
    {
        if (_currentTag == subject && !_formatting.Contains(CurrentNode))
        {
            Pop();
            return;
        }

        for (int outer = 0; outer < OuterLoopLimit; outer++)
        {
            int entry = LastFormatting(subject);
            if (entry < 0)
            {
                AnyOtherEndTag(subject);
                return;
            }

            int formatting = _formatting[entry];
            int formattingIndex = IndexOfOpen(formatting);
            if (formattingIndex < 0)
            {
                _formatting.RemoveAt(entry);
                return;
            }

            if (!IsNodeInScope(formatting))
            {
                return;
            }

            int blockIndex = formattingIndex + 1;
            while (blockIndex < _depth && (TraitsOf(_openTags[blockIndex]) & HtmlTraits.Special) == 0)
            {
                blockIndex++;
            }

            if (blockIndex == _depth || _cloneBudget <= 0)
            {
                while (_depth > formattingIndex && _depth > 1)
                {
                    Pop();
                }

                _formatting.RemoveAt(entry);
                return;
            }

            AdoptBlock(formatting, formattingIndex, blockIndex, entry);
        }
    }

    private void AdoptBlock(int formatting, int formattingIndex, int blockIndex, int bookmark)
    {
        int block = _openNodes[blockIndex];
        int last = block;
        int index = blockIndex;
        for (int inner = 1; ; inner++)
        {
            index--;
            int node = _openNodes[index];
            if (node == formatting)
            {
                break;
            }

            int entry = _formatting.LastIndexOf(node);
            if (inner > InnerLoopLimit && entry >= 0)
            {
                _formatting.RemoveAt(entry);
                if (entry < bookmark)
                {
                    bookmark--;
                }

                entry = -1;
            }

            if (entry < 0)
            {
                RemoveOpenAt(index);
                continue;
            }

            int clone = Clone(node);
            _formatting[entry] = clone;
            _openNodes[index] = clone;
            _openPlaces[index] = clone;
            if (last == block)
            {
                bookmark = entry + 1;
            }

            _tree.Detach(last);
            _tree.Append(clone, last);
            last = clone;
        }

        _tree.Detach(last);
        PlaceUnder(formattingIndex - 1, last);

        int reopened = Clone(formatting);
        _tree.MoveChildren(block, reopened);
        _tree.Append(block, reopened);

        int old = _formatting.LastIndexOf(formatting);
        _formatting.Insert(bookmark, reopened);
        _formatting.RemoveAt(old < bookmark ? old : old + 1);

        RemoveOpenAt(formattingIndex);
        InsertOpenAt(IndexOfOpen(block) + 1, reopened, _tree[reopened].Tag);
    }

    // The appropriate place for inserting a node with the open element at this index as override target.
    private void PlaceUnder(int index, int node)
    {
        if (_fosterParenting && IsTablePart(_openTags[index]))
        {
            PlaceFostered(node);
        }
        else
        {
            _tree.Append(_openPlaces[index], node);
        }
    }

    private void AnyOtherEndTag(int tag)
    {
        _state.Steps += _depth;
        for (int i = _depth - 1; i > 0; i--)
        {
            int open = _openTags[i];
            if (open == tag)
            {
                GenerateImpliedEndTags(except: tag);
                while (_depth > i)
                {
                    Pop();
                }

                return;
            }

            if ((TraitsOf(open) & HtmlTraits.Special) != 0)
            {
                return;
            }
        }
    }

    private void CloseOpenAnchor()
    {
        int entry = LastFormatting((int)A);
        if (entry < 0)
        {
            return;
        }

        int anchor = _formatting[entry];
        AdoptionAgency((int)A);
        _formatting.Remove(anchor);
        int open = IndexOfOpen(anchor);
        if (open > 0)
        {
            // What is open below it, a table, stays inside the link.
            _linkHoldsOpenElements |= open < _depth - 1;
            RemoveOpenAt(open);
        }
    }
}
