"""Places and queues: counted once, first come first served, and nobody kept by those who went."""

import asyncio

import pytest

from api.http.admission import Busy, Gone, Queue, Sizes
from tests.loops import run


@pytest.mark.parametrize("connections", [*range(12, 40), *range(40, 501, 23)])
def test_every_connection_is_counted_once_and_nothing_has_none(connections: int):
    sizes = Sizes.of(connections)
    parts = [sizes.quick_reads, sizes.slow_reads, sizes.quick_writes, sizes.slow_writes,
             sizes.rendering, sizes.notes, sizes.gate, sizes.figures]  # fmt: skip
    assert sum(parts) == connections == sizes.connections
    assert min(parts) >= 1
    assert sizes.gate_threads >= 1
    assert sizes.quick_reads > sizes.slow_reads
    # Whoever has a place finds a thread, however full the room is.
    assert sizes.threads > sizes.reading + sizes.writing + sizes.notes


def queue(places: int = 1, may_wait: int = 10, patience_s: float = 20) -> Queue:
    return Queue("test", places, may_wait=may_wait, patience_s=patience_s)


def test_first_come_first_served_and_never_more_at_once_than_places():
    one, order, inside, most = queue(places=3, may_wait=50), [], 0, 0

    async def ask(number: int) -> None:
        nonlocal inside, most
        async with one.place():
            inside += 1
            most = max(most, inside)
            order.append(number)
            await asyncio.sleep(0)
            inside -= 1

    async def many() -> None:
        await asyncio.gather(*(ask(number) for number in range(50)))

    run(many())
    assert order == list(range(50))
    assert most == 3
    figures = one.figures()
    assert (figures.taken, figures.waiting, figures.answered) == (0, 0, 50)


def test_a_full_queue_sends_away_and_says_when_to_come_back():
    one = queue(places=1, may_wait=1)

    async def scene() -> None:
        async with one.place():
            waiting = asyncio.create_task(one.place().__aenter__())
            await asyncio.sleep(0)
            with pytest.raises(Busy) as busy:
                async with one.place():
                    pass
            assert busy.value.retry_after_s > 0
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            assert one.figures().waiting == 0

    run(scene())
    assert one.figures().refused == 1
    assert one.figures().taken == 0


def test_nobody_waits_longer_than_their_patience():
    one = queue(patience_s=0.02)

    async def scene() -> None:
        async with one.place():
            with pytest.raises(Busy, match="too long"):
                async with one.place():
                    pass
        async with one.place():
            pass

    run(scene())
    assert (one.figures().taken, one.figures().waiting) == (0, 0)


@pytest.mark.parametrize("at_the_last_moment", [False, True])
def test_whoever_goes_leaves_the_line_and_keeps_no_place(at_the_last_moment: bool):
    one = queue()

    async def scene() -> None:
        gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        first = one.place()
        await first.__aenter__()
        waiting = asyncio.create_task(one.place(gone).__aenter__())
        await asyncio.sleep(0)
        if at_the_last_moment:  # the place comes in the same turn of the loop
            await first.__aexit__(None, None, None)
        gone.set_result(None)
        with pytest.raises(Gone):
            await waiting
        if not at_the_last_moment:
            await first.__aexit__(None, None, None)
        async with asyncio.timeout(5), one.place():
            pass

    run(scene())
    assert one.figures().gone == 1
    assert (one.figures().taken, one.figures().waiting) == (0, 0)


def test_whoever_waited_in_a_loop_that_has_ended_is_passed_over():
    one = queue()

    async def stand_in_line() -> None:
        one._enter()

    async def scene() -> None:
        async with one.place():
            other = asyncio.new_event_loop()
            await asyncio.to_thread(other.run_until_complete, stand_in_line())
            assert one.figures().waiting == 1
            other.close()
        async with asyncio.timeout(5), one.place():
            pass

    run(scene())
    assert (one.figures().taken, one.figures().waiting) == (0, 0)
