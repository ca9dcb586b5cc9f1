using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies a 64-bit little-endian ELF library and marks one of the symbol versions it needs as weak (VER_FLG_WEAK), so
/// that the dynamic loader does not refuse the library where the version is unknown. Correct only for a version that no
/// relocation refers to. Layout: Elf64_Shdr, Elf64_Verneed and Elf64_Vernaux of the System V ABI and the Linux Standard
/// Base.
/// </summary>
public sealed class WeakenSymbolVersion : Task
{
    private const uint VersionNeededSection = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort WeakFlag = 2; // VER_FLG_WEAK

    [Required] public string Source { get; set; }

    [Required] public string Destination { get; set; }

    [Required] public string Version { get; set; }

    public override bool Execute()
    {
        byte[] elf = File.ReadAllBytes(Source);
        if (Weaken(elf))
            Log.LogMessage(MessageImportance.Normal, "{0}: {1} is now optional.", Destination, Version);

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Destination)));
        string temporary = Destination + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, elf);
        File.Delete(Destination);
        File.Move(temporary, Destination);
        return true;
    }

    private bool Weaken(byte[] elf)
    {
        int sections = (int)BitConverter.ToInt64(elf, 0x28);
        int sectionSize = BitConverter.ToUInt16(elf, 0x3a);
        int sectionCount = BitConverter.ToUInt16(elf, 0x3c);
        for (int i = 0; i < sectionCount; i++)
        {
            int header = sections + i * sectionSize;
            if (BitConverter.ToUInt32(elf, header + 4) != VersionNeededSection)
                continue;
            int strings = SectionOffset(elf, sections + BitConverter.ToInt32(elf, header + 0x28) * sectionSize);
            return WeakenInSection(elf, SectionOffset(elf, header), strings);
        }
        return false;
    }

    private bool WeakenInSection(byte[] elf, int need, int strings)
    {
        for (int nextNeed = -1; nextNeed != 0; need += nextNeed)
        {
            nextNeed = BitConverter.ToInt32(elf, need + 12);
            int auxiliary = need + BitConverter.ToInt32(elf, need + 8);
            for (int next = -1; next != 0; auxiliary += next)
            {
                next = BitConverter.ToInt32(elf, auxiliary + 12);
                if (ReadString(elf, strings + BitConverter.ToInt32(elf, auxiliary + 8)) != Version)
                    continue;
                elf[auxiliary + 4] |= (byte)WeakFlag;
                return true;
            }
        }
        return false;
    }

    private static int SectionOffset(byte[] elf, int header)
    {
        return (int)BitConverter.ToInt64(elf, header + 0x18);
    }

    private static string ReadString(byte[] elf, int start)
    {
        return Encoding.ASCII.GetString(elf, start, Array.IndexOf(elf, (byte)0, start) - start);
    }
}
