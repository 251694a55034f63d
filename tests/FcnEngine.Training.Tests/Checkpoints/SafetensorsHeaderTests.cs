using FcnEngine.Data;
using FcnEngine.Training.Checkpoints;
using FcnEngine.Training.Tests.Support;

namespace FcnEngine.Training.Tests.Checkpoints;

/// <summary>Headers alone; those made to do harm are in <see cref="Attacks.CheckpointAttacks"/>.</summary>
public class SafetensorsHeaderTests
{
    [Fact]
    public void A_sound_header_is_read()
    {
        var header = SafetensorsHeader.Read(new MemoryStream(SafetensorsBuilder.File("\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}", dataLength: 8)), "x");
        var tensor = Assert.Single(header.Tensors);
        Assert.Equal(("a", "F32", 0L, 8L), (tensor.Name, tensor.DataType, tensor.Begin, tensor.End));
    }

    [Fact]
    public void A_message_is_one_line_whatever_a_name_holds()
    {
        var file = SafetensorsBuilder.File("\"a\\n\\u001b[2J\":{\"dtype\":\"F32\"}");
        var message = Assert.Throws<DataException>(() => SafetensorsHeader.Read(new MemoryStream(file), "x")).Message;
        Assert.DoesNotContain(message, character => char.IsControl(character));
    }
}
